"""Files that nobody should open: each is refused in a sentence, with its place, and never with a traceback."""

import io
import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook

from flows import sheets
from flows.sheets import Refused, excel
from tests.flows.sheets.test_reading import workbook

QUESTION = [["type", "name", "label"], ["text", "q", "?"]]


def edited(path: Path, part: str, change: bytes, by: bytes) -> Path:
    """The workbook with one of its parts changed."""
    with zipfile.ZipFile(path) as archive:
        parts = {each: archive.read(each) for each in archive.namelist()}
    assert change in parts[part]
    parts[part] = parts[part].replace(change, by)
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return path


@pytest.mark.parametrize(
    "data", [b"", b"PK\x03\x04 and then nothing", b"<html>a page that was saved as .xlsx</html>", b"\x00" * 500]
)
def test_a_broken_workbook(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "broken.xlsx"
    path.write_bytes(data)
    with pytest.raises(Refused, match="no workbook, or a broken one"):
        sheets.read(path)


def test_a_workbook_cut_short_anywhere(tmp_path: Path) -> None:
    whole = workbook(tmp_path / "whole.xlsx", survey=QUESTION).read_bytes()
    for length in range(100, len(whole) - 30, 400):
        with pytest.raises(Refused, match=r"no workbook|broken"):
            sheets.read(whole[:length], "cut.xlsx")


def test_a_zip_that_is_no_workbook() -> None:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("letter.txt", "hello")
    with pytest.raises(Refused, match="broken"):
        sheets.read(data.getvalue(), "letter.xlsx")


def test_a_sheet_whose_xml_is_broken(tmp_path: Path) -> None:
    path = edited(workbook(tmp_path / "f.xlsx", survey=QUESTION), "xl/worksheets/sheet1.xml", b"</row>", b"</rwo>")
    with pytest.raises(Refused, match="broken"):
        sheets.read(path)


def test_a_workbook_of_ten_megabytes(tmp_path: Path) -> None:
    path = tmp_path / "big.xlsx"
    path.write_bytes(b"PK" + b"\x00" * 10_000_000)
    with pytest.raises(Refused, match=r"10\.0 MB; a form has at most 5"):
        sheets.read(path)


def test_a_zip_bomb_is_never_unpacked(tmp_path: Path) -> None:
    path = workbook(tmp_path / "bomb.xlsx", survey=QUESTION)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/zeros.bin", b"\x00" * (excel.MOST_UNPACKED_BYTES + 1))
    assert path.stat().st_size < 200_000
    with pytest.raises(Refused, match="unpacks to 60 MB"):
        sheets.read(path)


def test_too_many_rows_and_columns(tmp_path: Path) -> None:
    rows = [["text", f"q{number}"] for number in range(2_001)]
    with pytest.raises(Refused, match=r"survey, row 2002: A sheet has at most 2000 rows"):
        sheets.read(workbook(tmp_path / "long.xlsx", survey=[["type", "name"], *rows]))
    assert len(sheets.read(workbook(tmp_path / "fits.xlsx", survey=[["type", "name"], *rows[:-1]]))["survey"]) == 2_000
    with pytest.raises(Refused, match=r"survey, row 1: A sheet has at most 300 columns"):
        sheets.read(workbook(tmp_path / "wide.xlsx", survey=[["type", "name", *(f"c{number}" for number in range(299))]]))


def test_a_formula_without_a_value_is_named_by_its_cell(tmp_path: Path) -> None:
    rows = [*QUESTION, ["text", "=A1", "What?"]]
    with pytest.raises(Refused, match=r"survey, row 3, name \(cell B3\): A formula without a stored value"):
        sheets.read(workbook(tmp_path / "f.xlsx", survey=rows))


def test_a_formula_with_a_value_gives_it_with_a_warning(tmp_path: Path) -> None:
    path = workbook(tmp_path / "f.xlsx", survey=[*QUESTION, ["text", "b", "=2+3"]])
    edited(path, "xl/worksheets/sheet1.xml", b"<f>2+3</f><v />", b"<f>2+3</f><v>5</v>")
    form = sheets.load(path)
    assert form.source["survey"][1]["label"] == "5"
    assert [str(finding) for finding in form.findings] == [
        "warning: survey, row 3, label (cell C3): A formula: the value stored with it is taken."
    ]


def test_a_formula_whose_value_is_an_error(tmp_path: Path) -> None:
    path = workbook(tmp_path / "f.xlsx", survey=[*QUESTION, ["text", "b", "=Z9"]])
    edited(path, "xl/worksheets/sheet1.xml", b'<c r="C3"><f>Z9</f><v />', b'<c r="C3" t="e"><f>Z9</f><v>#REF!</v>')
    with pytest.raises(Refused, match=r"row 3, label \(cell C3\): A formula whose value is #REF!"):
        sheets.read(path)


@pytest.mark.parametrize("data", [bytes.fromhex("d0cf11e0a1b11ae1") + b"\x00" * 2000])
def test_an_encrypted_workbook(data: bytes) -> None:
    with pytest.raises(Refused, match="encrypted"):
        sheets.read(data, "secret.xlsx")


def test_macros_are_not_looked_at(tmp_path: Path) -> None:
    path = workbook(tmp_path / "macro.xlsm", survey=QUESTION)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"Sub AutoOpen() ...")
    assert sheets.read(path)["survey"][0]["name"] == "q"


def test_two_columns_of_one_name_and_two_of_one_meaning(tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"survey, row 1, label: Two columns are headed 'label'"):
        sheets.read(workbook(tmp_path / "f.xlsx", survey=[["type", "name", "label", "label"]]))
    with pytest.raises(Refused, match=r"survey, row 1, relevant: .*relevance"):
        sheets.read(workbook(tmp_path / "g.xlsx", survey=[["type", "name", "relevance", "relevant"]]))


def test_a_workbook_without_questions_says_which_sheet_may_have_been_meant(tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"You must have a sheet named 'survey'.*'surveys'"):
        sheets.read(workbook(tmp_path / "f.xlsx", surveys=QUESTION, choices=[["list_name", "name"]]))


def test_an_empty_workbook(tmp_path: Path) -> None:
    book = Workbook()
    book.save(tmp_path / "empty.xlsx")
    with pytest.raises(Refused, match="survey"):
        sheets.read(tmp_path / "empty.xlsx")


@pytest.mark.parametrize("name", ["f.csv", "f.md", "f.yml"])
def test_a_text_in_another_encoding(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes("survey\n,type,name,label\n,text,a,¿Qué?\n".encode("latin-1"))
    with pytest.raises(Refused, match="UTF-8"):
        sheets.read(tmp_path / name)


def test_files_of_another_kind_and_files_that_are_not_there(tmp_path: Path) -> None:
    (tmp_path / "form.docx").write_bytes(b"PK")
    with pytest.raises(Refused, match=r"\.xlsx, \.xlsm, \.xls, \.csv, \.md, \.yml"):
        sheets.read(tmp_path / "form.docx")
    with pytest.raises(Refused, match=r"no file nothing\.xlsx"):
        sheets.read(tmp_path / "nothing.xlsx")
    with pytest.raises(Refused, match=r"\.xlsx, \.csv or \.yml"):
        sheets.write({"settings": {}, "survey": []}, tmp_path / "f.md")


def test_a_text_that_no_cell_can_hold_is_not_cut(tmp_path: Path) -> None:
    source = {"settings": {"form_id": "f"}, "survey": [{"type": "note", "name": "n", "label": "x" * 40_000}]}
    with pytest.raises(Refused, match=r"survey, row 2, label: .*40000"):
        sheets.write(source, tmp_path / "f.xlsx")


@pytest.mark.parametrize("text", ["not json", "<root><a", '<!DOCTYPE r [<!ENTITY e "x">]><r><i><n>&e;</n></i></r>'])
@pytest.mark.parametrize("name", ["t.geojson", "t.xml"])
def test_an_attachment_that_cannot_be_read(name: str, text: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(text)
    form = workbook(tmp_path / "f.xlsx", survey=[["type", "name"], [f"select_one_from_file {name}", "q"]])
    with pytest.raises(Refused, match=f"The attachment {name} cannot be read"):
        sheets.read(form)
