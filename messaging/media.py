"""Residents' files: fetched once, checked by their bytes, images written anew without EXIF."""

import io
import logging
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from PIL import Image, ImageOps
from sqlalchemy import select
from sqlalchemy.orm import Session

from messaging import gateway, lease
from messaging.switchboard import Switchboard
from models import Media

log = logging.getLogger(__name__)

LARGEST = 16 * 1024 * 1024
"""WhatsApp's own limit for a file, in bytes."""

MOST_PIXELS = 50_000_000
LONGEST_SIDE = 2048
"""An official can read a number plate at this size; a phone's full resolution is not needed."""

LATER = "later"
GIVEN_UP_AFTER = timedelta(days=1)
MOST_LATE = 100
"""Files that one tick of `collect_late` tries for."""

Image.MAX_IMAGE_PIXELS = MOST_PIXELS

SIGNATURES: tuple[tuple[bytes, int, str], ...] = (
    (b"OggS", 0, "ogg"),
    (b"#!AMR", 0, "amr"),
    (b"ID3", 0, "mp3"),
    (b"ftyp", 4, "mp4"),
)
"""First bytes, their offset, and the ending of the kinds that are kept as they are."""

STILL_PICTURES = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1", b"avif", b"avis")
"""Brands of MP4's container that hold photos: we cannot write them anew, so they would keep where they were taken."""


def collect(board: Switchboard, held: lease.Claim, message_id: int, *, last_try: bool) -> None:
    """Fetch the waiting files of a message. No transaction is open while the gateway is asked.

    Raises:
        gateway.SendError: a file cannot be had right now; not on the last try, which leaves it for `collect_late` instead.
    """
    with board.sessions.reading() as session:
        waiting = session.scalars(select(Media).where(Media.message_id == message_id, Media.state == "waiting")).all()
    for media in waiting:
        try:
            fetched = _fetch(board, media)
        except gateway.SendError:
            if not last_try:
                raise
            fetched = Fetched(LATER)
        with board.sessions.writing() as session:
            lease.check(session, held)  # ten slow files may take longer than one lease
            _write(session, media, fetched)


def collect_late(board: Switchboard) -> int:
    """Try again for files that could not be had while their message was answered. Returns how many came after all."""
    now = datetime.now(UTC)
    with board.sessions.reading() as session:
        left = select(Media).where(Media.state == "refused", Media.reason == LATER).order_by(Media.created_at)
        late = session.scalars(left.limit(MOST_LATE)).all()
    came = 0
    for media in late:
        try:
            fetched = _fetch(board, media)
        except gateway.SendError:
            if now - media.created_at < GIVEN_UP_AFTER:
                continue
            fetched = Fetched("gone")
        with board.sessions.writing() as session:
            _write(session, media, fetched)
        came += fetched.reason is None
    return came


class Fetched(NamedTuple):
    """What became of a file: why it was refused, or where it is kept."""

    reason: str | None
    path: str | None = None
    size: int | None = None


def _fetch(board: Switchboard, media: Media) -> Fetched:
    """Raises gateway.SendError when the gateway cannot give it right now."""
    try:
        _, data = board.gateway.fetch(media.url, LARGEST)
        return Fetched(None, *_keep(board.media_dir, media.id, data))
    except gateway.MediaError as error:
        return Fetched(error.reason)


def _write(session: Session, media: Media, fetched: Fetched) -> None:
    row = session.get_one(Media, media.id)
    row.state, (row.reason, row.path, row.size) = "refused" if fetched.reason else "stored", fetched
    log.info("message=%s media=%s %s", media.message_id, media.id, fetched.reason or "stored")


def _keep(folder: Path, name: str, data: bytes) -> tuple[str, int]:
    """Write the file as what its bytes say it is, whatever its sender called it."""
    ending, kept = _sound(data) or _picture(data)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    file = folder / f"{name}.{ending}"
    with open(file, "wb", opener=lambda path, flags: os.open(path, flags, 0o600)) as writing:
        writing.write(kept)
    return file.name, len(kept)


def _sound(data: bytes) -> tuple[str, bytes] | None:
    if data[4:8] == b"ftyp" and data[8:12] in STILL_PICTURES:
        raise gateway.MediaError("kind")
    for first, offset, ending in SIGNATURES:
        if data[offset : offset + len(first)] == first:
            return ending, data
    return None


def _picture(data: bytes) -> tuple[str, bytes]:
    """Decode and encode again: what is not a picture does not survive, nor does where and with what it was taken."""
    try:
        with Image.open(io.BytesIO(data), formats=("JPEG", "PNG", "WEBP", "GIF")) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise gateway.MediaError("too_big")
            picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))  # first: a JPEG is then never decoded at its full size
            upright = ImageOps.exif_transpose(picture).convert("RGB")
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise gateway.MediaError("too_big") from None
    except gateway.MediaError:
        raise
    except Exception:
        # Whatever a decoder says about a broken file, it is the file's fault.
        raise gateway.MediaError("kind" if _looks_like_a_document(data) else "unreadable") from None
    upright.info.clear()  # comments and XMP, which Pillow would write again
    written = io.BytesIO()
    upright.save(written, "JPEG", quality=85)
    return "jpg", written.getvalue()


def _looks_like_a_document(data: bytes) -> bool:
    return data.startswith((b"%PDF", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"<svg", b"<?xml", b"BEGIN:V"))
