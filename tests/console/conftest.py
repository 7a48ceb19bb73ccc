"""The offices of both cities, on an afternoon that stands still."""

from collections.abc import Iterator

import pytest
import time_machine

from tests.console.office import NOW, Browser, appoint
from tests.line import Line


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as held:
        yield held


@pytest.fixture
def office(line: Line, clock: time_machine.Traveller) -> dict[str, str]:
    """Ids of those who work here, by handle.

    Nomvula and Ayanda are of public works, Sizwe of the police; Thabo only reads, Lindiwe coordinates; Xochitl works in Juárez.
    """
    people = {
        "nomvula": {"name": "Nomvula Dube"},
        "ayanda": {"name": "Ayanda Mkhize"},
        "sizwe": {"name": "Sizwe Zulu", "body": "police"},
        "thabo": {"name": "Thabo Nkosi", "role": "observer"},
        "lindiwe": {"name": "Lindiwe Cele", "role": "coordinator"},
        "xochitl": {"name": "Xóchitl Ríos", "role": "coordinator", "city": "juarez", "language": "es"},
    }
    return {handle: appoint(line, handle, **about) for handle, about in people.items()}


@pytest.fixture
def browser(line: Line, office: dict[str, str]) -> Browser:
    return Browser(line)


@pytest.fixture
def nomvula(browser: Browser) -> Browser:
    """Nomvula of Durban's public works, signed in."""
    browser.sign_in("nomvula")
    return browser
