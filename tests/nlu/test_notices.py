"""What asks for no more notices, what for notices again, and all that only speaks of them."""

import pytest

from nlu import notices
from nlu.components import commands
from nlu.eval import heldout


@pytest.mark.parametrize(
    "text",
    [
        "NO NOTICES",
        "no more notices please",
        "Stop the notices!",
        "stop sending me notices about my report",
        "I dont want notices any more",
        "turn off notifications",
        "SIN AVISOS",
        "ya no quiero más avisos",
        "no me manden avisos por favor",
        "Dejen de mandarme avisos",
        "quiten los avisos de mi reporte",
        "no más notificaciones",
        "YEKA IZAZISO",
        "angisafuni izaziso",
        "Ngicela ningasangithumeli izaziso",
        "yekani ukungithumelela izaziso ngombiko wami",
    ],
)
def test_these_stop_them(text: str) -> None:
    assert notices.wished(text) == "stop"


@pytest.mark.parametrize(
    "text",
    ["NOTICES", "notices please", "I want notices again", "AVISOS", "quiero avisos otra vez", "IZAZISO", "ngifuna izaziso futhi"],
)
def test_these_bring_them_back(text: str) -> None:
    assert notices.wished(text) == "start"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "stop",
        "no",
        "baja",
        "no me llegaron avisos de la policía",
        "there was a notice on the door of the clinic",
        "the notices at the station are broken and nobody fixes them",
        "alguien quitó los avisos de la calle",
        "sin aviso cortaron el agua",
        "they cut the water without notice",
        "kunesaziso esikhubazekile emgwaqweni",
        "izaziso zomgwaqo ziphukile",
    ],
)
def test_these_only_speak_of_them(text: str) -> None:
    assert notices.wished(text) is None


def test_nothing_else_that_people_write_asks_for_it() -> None:
    others = [each.text for name in heldout.SETS for each in heldout.load(name) if each.intent not in ("start", "stop")]
    assert [text for text in (*commands.load().phrases, *others) if notices.wished(text)] == []
