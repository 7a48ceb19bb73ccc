"""A day of a city's admin: a form comes in, is checked, goes live, is taken back, and is played."""

import zipfile
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from flows import sheets, versions
from flows.definition import FOLDER
from models import AuditEntry, Flow, FlowVersion
from models.engine import Sessions
from tests.flows.sheets.test_reading import workbook
from tests.line import Line


def run(line: Line, *words: object, typed: str = "") -> Result:
    return line.app.test_cli_runner().invoke(args=["flows", *map(str, words)], input=typed)


@pytest.fixture
def sessions(line: Line) -> Sessions:
    return line.board.sessions


def form(label: str = "Do you feel safe?", **more: Any) -> dict[str, Any]:
    question = {"type": "select_one yn", "name": "safe", "label": {"en": label, "es": f"¿{label}?", "zu": f"{label} zu"}, **more}
    place = {"type": "text", "name": "place", "label": {"en": "Where?", "es": "¿Dónde?", "zu": "Kuphi?"}}
    place["relevant"] = "${safe} = 'no'"
    yes_no = [
        {"name": "yes", "label": {"en": "Yes", "es": "Sí", "zu": "Yebo"}},
        {"name": "no", "label": {"en": "No", "es": "No", "zu": "Cha"}},
    ]
    return {
        "settings": {"form_id": "walks", "default_language": "en"},
        "survey": [question, place],
        "choices": {"yn": yes_no},
    }


def file(folder: Path, source: dict[str, Any], name: str = "walks.xlsx") -> Path:
    path = folder / name
    sheets.write(source, path)
    return path


def live(sessions: Sessions, name: str = "walks") -> int | None:
    with sessions.reading() as session:
        version = versions.published(session, name)
        return version.number if version else None


def kept(session: Session) -> int:
    """How many versions of the flow there are."""
    return session.scalar(select(func.count()).select_from(FlowVersion).where(FlowVersion.flow == "walks")) or 0


def bring(line: Line, folder: Path, *labels: str) -> None:
    """Versions of the flow, imported and published one after the other."""
    for label in labels:
        assert run(line, "import", file(folder, form(label)), "--by", "Nandi").exit_code == 0
        assert run(line, "publish", "walks", "--by", "Nandi").exit_code == 0


def test_from_a_workbook_to_a_conversation(line: Line, sessions: Sessions, tmp_path: Path) -> None:
    imported = run(line, "import", file(tmp_path, form()), "--by", "Nandi")
    assert (imported.exit_code, imported.stdout) == (0, "walks version 1 is kept. Live: nothing.\n")
    assert live(sessions) is None
    published = run(line, "publish", "walks", "--by", "Raúl")
    assert (published.exit_code, published.stdout) == (0, "walks version 1 is live.\n")
    assert live(sessions) == 1


def test_the_same_form_from_another_kind_of_file_is_the_same_version(line: Line, sessions: Sessions, tmp_path: Path) -> None:
    for name in ("walks.xlsx", "walks.csv", "walks.yml"):
        result = run(line, "import", file(tmp_path, form(), name))
        assert result.stdout == "walks version 1 is kept. Live: nothing.\n", name


def test_a_form_with_an_error_is_not_kept_and_what_is_live_stays(line: Line, sessions: Sessions, tmp_path: Path) -> None:
    bring(line, tmp_path, "one")
    refused = run(line, "import", file(tmp_path, form("two", relevant="${gone} = 1")))
    assert refused.exit_code == 1
    assert "error: survey, row 2, relevant: pyxform: " in refused.stderr
    assert "Could not find the name 'gone'" in refused.stderr
    with sessions.reading() as session:
        assert kept(session) == 1
    assert live(sessions) == 1


BAD: dict[str, tuple[Any, str]] = {
    "duplicate names": ({"survey": [{"type": "text", "name": "a", "label": "?"}] * 2}, "survey, row 3, name"),
    "a circle": (
        {"survey": [{"type": "text", "name": n, "label": "?", "relevant": f"${{{m}}} = 1"} for n, m in ("ab", "ba")]},
        "survey, row 2, relevant: These hang on each other in a circle: a → b → a.",
    ),
    "a regex that explodes": (
        {"survey": [{"type": "text", "name": "a", "label": "?", "constraint": "regex(., '(a+)+')"}]},
        "survey, row 2, constraint: This pattern can take for ever",
    ),
    "a label of 5,000 characters": (
        {"survey": [{"type": "text", "name": "a", "label": "x" * 5_000}]},
        "survey, row 2, label: This text has 5,000 characters",
    ),
    "a formula": (b"=A1", "survey, row 2, name (cell B2): A formula without a stored value"),
    "a broken workbook": (b"", "no workbook, or a broken one"),
    "ten megabytes": (b"0" * 10_000_000, "10.0 MB; a form has at most 5"),
    "a zip bomb": (b"bomb", "unpacks to"),
}


@pytest.mark.parametrize("what", BAD)
def test_bad_input_gets_an_error_with_its_place_and_what_is_live_stays(
    what: str, line: Line, sessions: Sessions, tmp_path: Path
) -> None:
    bring(line, tmp_path, "one")
    content, told = BAD[what]
    path = tmp_path / "bad.xlsx"
    if isinstance(content, dict):
        sheets.write({"settings": {"form_id": "walks"}, **content}, path)
    elif content == b"=A1":
        workbook(path, survey=[["type", "name", "label"], ["text", "=A1", "?"]], settings=[["form_id"], ["walks"]])
    elif content == b"bomb":
        file(tmp_path, form(), "bad.xlsx")
        with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("xl/media/zeros.bin", b"\x00" * 61_000_000)
    else:
        path.write_bytes(content)
    for command in (("check", path), ("import", path)):
        refused = run(line, *command)
        assert refused.exit_code == 1
        assert told in refused.stderr
        assert "Traceback" not in refused.output
    assert live(sessions) == 1
    with sessions.reading() as session:
        assert kept(session) == 1


def test_checking_says_what_is_doubtful_and_what_a_run_costs(line: Line, tmp_path: Path) -> None:
    source = form(chat={"summary": {"en": "Feeling"}})
    checked = run(line, "check", file(tmp_path, source))
    assert checked.exit_code == 0
    assert "warning: survey, row 2, chat::summary (Spanish): There is no Spanish: English is shown instead.\n" in checked.stdout
    assert "ZA sms zu: 2 questions, 2 segments (GSM-7), 0.08 USD at an example price for a completed run\n" in checked.stdout
    assert checked.stdout.endswith("No errors.\n")


def test_a_flow_that_is_kept_can_be_checked_by_its_name(line: Line, tmp_path: Path) -> None:
    bring(line, tmp_path, "one")
    assert run(line, "check", "walks").stdout.endswith("No errors.\n")
    unknown = run(line, "check", "wolks")
    assert (unknown.exit_code, unknown.stderr) == (1, "Error: there is no flow 'wolks'\n")


def test_a_translation_that_went_stale_is_found_against_what_is_live(line: Line, tmp_path: Path) -> None:
    bring(line, tmp_path, "one")
    changed = form("one")
    changed["survey"][0]["label"]["en"] = "Do you feel safe at night?"
    told = run(line, "import", file(tmp_path, changed)).stdout
    assert "row 2, label (Spanish): The English text has changed and the Spanish one has not." in told


def test_rolling_back_and_withdrawing(line: Line, sessions: Sessions, tmp_path: Path) -> None:
    bring(line, tmp_path, "one", "two", "three")
    assert run(line, "rollback", "walks", "--by", "Nandi").stdout == "walks version 2 is live again.\n"
    assert run(line, "rollback", "walks", "--version", "1", "--by", "Nandi").stdout == "walks version 1 is live again.\n"
    assert live(sessions) == 1
    taken = run(line, "withdraw", "walks", "--by", "Raúl")
    assert taken.stdout == "walks is withdrawn; 0 runs under way have ended.\n"
    assert live(sessions) is None
    for again in ("withdraw", "publish"):
        assert run(line, again, "nothing", "--by", "Raúl").exit_code == 1
    told = [each.split("  ", 1)[1] for each in run(line, "history", "walks").stdout.splitlines()]
    assert told == [
        "version 1 kept by Nandi",
        "published by Nandi: nothing → 1",
        "version 2 kept by Nandi",
        "published by Nandi: 1 → 2",
        "version 3 kept by Nandi",
        "published by Nandi: 2 → 3",
        "rolled back by Nandi: 3 → 2",
        "rolled back by Nandi: 2 → 1",
        "withdrawn by Raúl: 1 → nothing",
    ]


def test_nobody_publishes_without_saying_who(line: Line) -> None:
    for command in ("publish", "rollback", "withdraw"):
        refused = run(line, command, "walks")
        assert refused.exit_code == 2
        assert "--by" in refused.stderr


def test_the_list_says_what_is_live_and_what_waits(line: Line, tmp_path: Path) -> None:
    bring(line, tmp_path, "one")
    run(line, "import", file(tmp_path, form("two")))
    told = listed(line)
    assert told.startswith("walks: version 1, Nandi, ")
    assert told.endswith(" UTC; version 2 is a draft")
    run(line, "withdraw", "walks", "--by", "Nandi")
    assert listed(line).startswith("walks: withdrawn, Nandi, ")


def listed(line: Line) -> str:
    return next(each for each in run(line, "list").stdout.splitlines() if each.startswith("walks:"))


@pytest.mark.parametrize("kind", ["xlsx", "yml", "csv"])
def test_what_is_exported_and_imported_again_is_the_same_version(line: Line, kind: str, tmp_path: Path) -> None:
    bring(line, tmp_path, "one", "two")
    for number in (1, 2):
        output = tmp_path / f"out.{kind}"
        exported = run(line, "export", "walks", "--format", kind, "--version", number, "--output", output)
        assert exported.exit_code == 0, exported.output
        assert run(line, "import", output).stdout == f"walks version {number} is kept. Live: version 2.\n"


def test_an_export_is_named_as_its_kind(line: Line, tmp_path: Path) -> None:
    bring(line, tmp_path, "one")
    refused = run(line, "export", "walks", "--format", "yml", "--output", tmp_path / "walks.xlsx")
    assert (refused.exit_code, "ends in .yml" in refused.stderr) == (2, True)


def test_a_table_is_attached_by_hand(line: Line, sessions: Sessions, tmp_path: Path) -> None:
    source = form()
    source["survey"][1] = {"type": "select_one_from_file spots.csv", "name": "place", "label": "Where?"}
    path = file(tmp_path, source)
    refused = run(line, "import", path)
    assert refused.exit_code == 1
    assert (
        "error: survey, row 3: The file spots.csv is missing: put it beside the form, or give it with --attach." in refused.stderr
    )
    spots = tmp_path / "elsewhere" / "spots.csv"
    spots.parent.mkdir()
    spots.write_text("name,label\npark,The park\n")
    assert run(line, "import", path, "--attach", spots).exit_code == 0
    with sessions.reading() as session:
        stored = versions.version(session, "walks").definition
    assert stored["attachments"] == {"spots.csv": [{"name": "park", "label": "The park"}]}


def test_upgrading_brings_the_flows_that_ship(line: Line, sessions: Sessions) -> None:
    with sessions.writing() as session:
        for table in (AuditEntry, Flow, FlowVersion):
            session.execute(delete(table))
    for _ in range(2):
        result = line.app.test_cli_runner().invoke(args=["db", "upgrade"])
        assert (result.exit_code, result.stdout) == (0, "The database is up to date.\n")
        shipped = sorted(path.stem for path in FOLDER.glob("*.yml"))
        with sessions.reading() as session:
            assert list(session.scalars(select(Flow.name).where(Flow.shipped).order_by(Flow.name))) == shipped
        assert all(live(sessions, name) == 1 for name in shipped)


def test_a_flow_is_played_in_the_terminal_in_three_languages(line: Line, sessions: Sessions, tmp_path: Path) -> None:
    path = file(tmp_path, form("Safe"))
    said_in = {"en": ("Safe", "No", "Where?"), "es": ("¿Safe?", "No", "¿Donde?"), "zu": ("Safe zu", "Cha", "Kuphi?")}
    for language, (asked, no, where) in said_in.items():
        played = run(line, "preview", path, "--language", language, "--channel", "sms", typed="2\nback\nno\nUmlazi\n")
        assert played.exit_code == 0, played.output
        said = played.stdout.split("\n\n")
        assert said[0].splitlines()[0] == asked
        assert said[0].splitlines()[2] == f"2 {no}"
        assert said[1] == where
        assert said[2] == said[0]
        assert said[3] == where
    with sessions.reading() as session:
        assert kept(session) == 0, "a preview keeps nothing"


def test_a_preview_of_what_is_kept_skips_and_knows_other_commands(line: Line, tmp_path: Path) -> None:
    bring(line, tmp_path, "Safe")
    played = run(line, "preview", "walks", "--channel", "whatsapp", typed="status\nskip\n\n")
    assert played.exit_code == 0, played.output
    assert "(status: only in a real conversation)" in played.stdout
    assert run(line, "preview", "nothing").exit_code == 1
    assert run(line, "preview", "walks", "--city", "atlantis").exit_code == 2


def test_results_of_a_flow_without_runs_and_of_no_flow(line: Line, tmp_path: Path) -> None:
    bring(line, tmp_path, "Safe")
    written = run(line, "results", "walks", "--format", "json", "--output", tmp_path / "walks.json")
    assert written.exit_code == 0, written.output
    assert (tmp_path / "walks.json").exists()
    refused = run(line, "results", "wolks", "--output", tmp_path / "w.xlsx")
    assert refused.exit_code == 1
    assert "wolks" in refused.stderr
