import pytest

from tests.line import Line
from tests.officials.office import open_offices


@pytest.fixture
def offices(line: Line) -> Line:
    """The line with officials of both cities behind it."""
    open_offices(line)
    return line
