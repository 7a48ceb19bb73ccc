"""What pyxform takes and refuses, with its own reason and our advice."""

import re
from pathlib import Path
from typing import Any

import pytest

from flows import sheets
from flows.sheets import Refused, xform

REFUSED = Path(__file__).parents[2] / "forms" / "refused"


def form(*survey: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"settings": {"form_id": "f"}, "survey": list(survey), **more}


def question(name: str = "q", **more: Any) -> dict[str, Any]:
    return {"type": "text", "name": name, "label": "?", **more}


def test_our_own_columns_never_reach_pyxform() -> None:
    source = form(
        question(chat={"heard": "yes", "summary": {"es": "eso"}}, sms={"label": {"es": "?"}}, semantic_label="SDG::16.1.4"),
    )
    source["settings"] |= {"offer": "yes", "show": "labels", "expires_after_days": "7", "chat": {"title": {"es": "T"}}}
    book = xform.workbook(source)
    written = str(book)
    assert not re.search(r"chat|sms|semantic|offer|show|expires", written), written
    assert "<h:html" in xform.compile(source)


def test_a_question_may_be_called_data() -> None:
    xml = xform.compile(form({"type": "begin_repeat", "name": "data", "label": "D"}, question(), {"type": "end_repeat"}))
    assert '<data_ id="f"' in xml


def test_the_default_language_may_stand_as_its_code() -> None:
    source = form(question(label={"es": "¿Qué?", "en": "What?"}), languages={"es": "Español (es)", "en": "English (en)"})
    source["settings"]["default_language"] = "es"
    xml = xform.compile(source)
    assert re.search(r'<translation (?:lang="Español \(es\)" default="true\(\)"|default="true\(\)" lang="Español \(es\)")', xml)


def test_a_refusal_holds_the_reason_the_place_and_our_advice() -> None:
    with pytest.raises(Refused) as refused:
        xform.compile(form(question(), {}, question("b", relevant="${nobody} = 1")))
    found = refused.value
    assert (found.sheet, found.row, found.column) == ("survey", 4, "relevant")
    assert "pyxform: " in found.reason
    assert "Could not find the name 'nobody'" in found.reason
    assert found.advice == "Check the spelling of the name between ${ and }."


def test_the_row_of_a_choice_is_that_of_the_workbook(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    path.write_text(
        "survey\n,type,name,label\n,select_one l,q,?\nchoices\n,list_name,name,label\n,l,a,A\n,,,\n,m,b,B\n,l,a,Again\n"
    )
    read = sheets.load(path)
    with pytest.raises(Refused) as refused:
        xform.compile(read.source, read.places)
    assert (refused.value.sheet, refused.value.row) == ("choices", 5)


def test_every_refusal_of_pyxform_in_the_corpus_has_advice() -> None:
    told = 0
    for path in sorted(REFUSED.iterdir()):
        try:
            read = sheets.load(path)
            xform.compile(read.source, read.places)
        except Refused as refused:
            told += 1
            assert refused.advice, f"{path.name}: {refused.reason}"
    assert told > 20


def test_what_pyxform_stumbles_over_is_refused_too(monkeypatch: pytest.MonkeyPatch) -> None:
    def stumble(*_: Any, **__: Any) -> None:
        raise KeyError("type")

    monkeypatch.setattr(xform, "convert", stumble)
    with pytest.raises(Refused, match="pyxform cannot compile this form"):
        xform.compile(form(question()))
