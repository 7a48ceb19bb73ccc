import pytest

from tests.line import Line
from tests.teaching.saying import Town


@pytest.fixture
def town(line: Line) -> Town:
    return Town(line)
