"""Residents' files: kept as what their bytes are; a photo without where and with what it was taken."""

import io
import stat
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import select

from flows.reply import Reply
from messaging import media, turns
from messaging.assistant import Said
from messaging.gateway import MediaError, TryLater
from models import Media
from tests.line import Line
from tests.messaging.conftest import Clock, give
from tests.messaging.outgoing import DURBAN, THANDI_WHATSAPP
from tests.messaging.pictures import TOP, bomb, container, encoded, photo_that_knows_where, picture

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def taken_in(line: Line, *files: bytes | Exception, kind: str = "image/jpeg") -> list[Media]:
    """What stands in the rows after these files came with one message."""

    def answering(contact_id: str, message_id: int, text: str, metadata: dict[str, Any]) -> Said:
        return Said((Reply("thank you"),))

    give(line, answering)
    line.receives(THANDI_WHATSAPP, f"whatsapp:{DURBAN}", "look", media=[(kind, file) for file in files])
    assert turns.answer_next(line.board)
    with line.board.sessions.reading() as session:
        return list(session.scalars(select(Media).order_by(Media.position)))


def kept(line: Line, row: Media) -> bytes:
    assert row.path is not None
    return (line.board.media_dir / row.path).read_bytes()


def close(colour: Any, other: tuple[int, int, int]) -> bool:
    return all(abs(one - two) < 40 for one, two in zip(colour, other, strict=True))


@pytest.mark.parametrize("orientation", [1, 3, 6, 8])
def test_a_photo_loses_where_it_was_taken_and_stands_upright(line: Line, orientation: int) -> None:
    sent = photo_that_knows_where(orientation)
    assert b"Izwi Phone" in sent
    assert b"Thandi was here" in sent
    assert b"Thandi's own phone" in sent
    (row,) = taken_in(line, sent)
    assert (row.state, row.reason) == ("stored", None)
    data = kept(line, row)
    assert row.size == len(data)
    for trace in (b"Exif", b"Izwi Phone", b"Thandi", b"xmpmeta", b"GPS"):
        assert trace not in data
    with Image.open(io.BytesIO(data)) as written:
        assert written.format == "JPEG"
        assert dict(written.getexif()) == {}
        width, height = written.size
        assert (width, height) == ((60, 40) if orientation in (1, 3) else (40, 60))
        middle_of = {1: (30, 5), 3: (30, 35), 6: (35, 30), 8: (5, 30)}
        assert close(written.getpixel(middle_of[orientation]), TOP)


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "GIF", "JPEG"])
@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L", "P", "1"])
def test_pictures_of_every_common_kind_become_jpegs(line: Line, kind: str, mode: str) -> None:
    if kind == "JPEG" and mode in ("RGBA", "P"):
        mode = "CMYK"
    (row,) = taken_in(line, encoded(picture().convert(mode), kind))
    assert row.state == "stored"
    with Image.open(io.BytesIO(kept(line, row))) as written:
        assert (written.format, written.mode) == ("JPEG", "RGB")


def test_a_large_photo_is_made_smaller(line: Line) -> None:
    (row,) = taken_in(line, encoded(picture(6000, 3000), "JPEG"))
    with Image.open(io.BytesIO(kept(line, row))) as written:
        assert written.size == (2048, 1024)


@pytest.mark.parametrize(
    ("data", "ending"),
    [
        (b"OggS\x00\x02 a voice", "ogg"),
        (b"#!AMR\n a voice", "amr"),
        (b"ID3\x04 a song", "mp3"),
        (container(b"isom"), "mp4"),
        (container(b"3gp5"), "mp4"),
    ],
)
def test_voices_and_videos_are_kept_as_they_are(line: Line, data: bytes, ending: str) -> None:
    (row,) = taken_in(line, data, kind="audio/ogg")
    assert row.path == f"{row.id}.{ending}"
    assert kept(line, row) == data


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (SVG, "kind"),
        (b"%PDF-1.7 a form", "kind"),
        (b"PK\x03\x04 a document", "kind"),
        (b"BEGIN:VCARD\nFN:Sipho", "kind"),
        (container(b"heic"), "kind"),
        (container(b"avif"), "kind"),
        (b"MZ a program", "unreadable"),
        (b"<html><script>alert(1)</script>", "unreadable"),
        (b"", "unreadable"),
        (photo_that_knows_where()[:300], "unreadable"),
        (encoded(picture(), "PNG")[:-30], "unreadable"),
        (encoded(picture(), "BMP"), "unreadable"),
        (encoded(picture(), "TIFF"), "unreadable"),
        (bomb(), "too_big"),
        (bomb(9000, 9000), "too_big"),
        (b"x" * (media.LARGEST + 1), "too_big"),
        (MediaError("gone"), "gone"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_photo_voice_or_video_is_refused_and_the_message_is_answered(
    line: Line, data: bytes | Exception, reason: str
) -> None:
    (row,) = taken_in(line, data)
    assert (row.state, row.reason, row.path) == ("refused", reason, None)
    assert not any(line.board.media_dir.glob(f"{row.id}*"))


def test_a_photo_that_is_also_a_program_is_only_a_photo_afterwards(line: Line) -> None:
    polyglot = photo_that_knows_where() + b"<?php system($_GET['c']); ?><script>alert(1)</script>"
    (row,) = taken_in(line, polyglot)
    assert row.path is not None
    assert row.path.endswith(".jpg")
    assert b"script" not in kept(line, row)
    assert b"php" not in kept(line, row)


@pytest.mark.parametrize("spoilt", [b"\xff", b"\x00"])
def test_a_photo_with_a_spoilt_note_about_how_it_was_held_is_still_a_photo_or_refused(line: Line, spoilt: bytes) -> None:
    sent = photo_that_knows_where(6)
    start = sent.index(b"Exif")
    (row,) = taken_in(line, sent[: start + 14] + spoilt * 40 + sent[start + 54 :])
    assert row.state in ("stored", "refused")


def test_one_broken_file_among_three_leaves_the_others(line: Line) -> None:
    rows = taken_in(line, photo_that_knows_where(), b"broken", encoded(picture(), "PNG"))
    assert [row.state for row in rows] == ["stored", "refused", "stored"]


@pytest.fixture
def late(line: Line, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Media:
    """A voice note that Twilio did not give while its message was answered."""
    monkeypatch.setattr(turns, "MOST_ATTEMPTS", 1)
    (row,) = taken_in(line, TryLater(503))
    assert (row.state, row.reason) == ("refused", media.LATER)
    return row


def now(line: Line, row: Media) -> tuple[str, str | None]:
    with line.board.sessions.reading() as session:
        kept = session.get_one(Media, row.id)
        return kept.state, kept.reason


def test_a_file_that_comes_late_is_kept_after_all(line: Line, late: Media) -> None:
    assert media.collect_late(line.board) == 0
    assert now(line, late) == ("refused", media.LATER)
    line.gateway.files[late.url] = ("audio/ogg", b"OggS a voice")
    assert media.collect_late(line.board) == 1
    assert now(line, late) == ("stored", None)
    assert media.collect_late(line.board) == 0


@pytest.mark.parametrize(("then", "reason"), [(MediaError("gone"), "gone"), (("audio/ogg", SVG), "kind")])
def test_a_file_that_turns_out_to_be_none_is_not_tried_for_again(
    line: Line, late: Media, then: Exception | tuple[str, bytes], reason: str
) -> None:
    line.gateway.files[late.url] = then
    assert media.collect_late(line.board) == 0
    assert now(line, late) == ("refused", reason)


def test_after_a_day_nobody_tries_any_longer(line: Line, late: Media, clock: Clock) -> None:
    clock.passes(media.GIVEN_UP_AFTER.total_seconds() - 1)
    media.collect_late(line.board)
    assert now(line, late) == ("refused", media.LATER)
    clock.passes(1)
    media.collect_late(line.board)
    assert now(line, late) == ("refused", "gone")


def test_files_are_for_their_owner_only(line: Line) -> None:
    (row,) = taken_in(line, photo_that_knows_where())
    assert row.path is not None
    assert stat.S_IMODE((line.board.media_dir / row.path).stat().st_mode) == 0o600
    assert stat.S_IMODE(line.board.media_dir.stat().st_mode) == 0o700


def test_what_the_sender_calls_a_file_decides_nothing(line: Line) -> None:
    (row,) = taken_in(line, photo_that_knows_where(), kind="text/html; name=../../etc/passwd")
    assert row.path == f"{row.id}.jpg"
