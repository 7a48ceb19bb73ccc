"""Residents' files: fetched once, checked by their bytes, images written anew without EXIF."""

import io
import logging
import warnings
from pathlib import Path

from PIL import Image, ImageOps, UnidentifiedImageError
from sqlalchemy import select

from messaging import gateway, lease
from messaging.switchboard import Switchboard
from models import Media

log = logging.getLogger(__name__)

LARGEST = 16 * 1024 * 1024
"""WhatsApp's own limit for a file, in bytes."""

MOST_PIXELS = 50_000_000
LONGEST_SIDE = 2048
"""An official can read a number plate at this size; a phone's full resolution is not needed."""

Image.MAX_IMAGE_PIXELS = MOST_PIXELS

SIGNATURES: tuple[tuple[bytes, int, str], ...] = (
    (b"OggS", 0, "ogg"),
    (b"#!AMR", 0, "amr"),
    (b"ID3", 0, "mp3"),
    (b"ftyp", 4, "mp4"),
)
"""First bytes, their offset, and the ending of the kinds that are kept as they are."""


def collect(board: Switchboard, held: lease.Claim, message_id: int, *, last_try: bool) -> None:
    """Fetch the waiting files of a message. No transaction is open while the gateway is asked.

    Raises:
        gateway.SendError: a file cannot be had right now; not on the last try, which refuses it as gone instead.
    """
    with board.sessions.reading() as session:
        waiting = session.scalars(select(Media).where(Media.message_id == message_id, Media.state == "waiting")).all()
    for media in waiting:
        reason, path, size = None, None, None
        try:
            _, data = board.gateway.fetch(media.url, LARGEST)
            path, size = _keep(board.media_dir, media.id, data)
        except gateway.MediaError as error:
            reason = error.reason
        except gateway.SendError:
            if not last_try:
                raise
            reason = "gone"
        with board.sessions.writing() as session:
            lease.check(session, held)  # ten slow files may take longer than one lease
            row = session.get_one(Media, media.id)
            row.state, row.reason, row.path, row.size = ("refused" if reason else "stored"), reason, path, size
        log.info("message=%s media=%s %s", message_id, media.id, reason or "stored")


def _keep(folder: Path, name: str, data: bytes) -> tuple[str, int]:
    """Write the file as what its bytes say it is, whatever its sender called it."""
    ending, kept = _sound(data) or _picture(data)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    file = folder / f"{name}.{ending}"
    file.write_bytes(kept)
    file.chmod(0o600)
    return file.name, len(kept)


def _sound(data: bytes) -> tuple[str, bytes] | None:
    for first, offset, ending in SIGNATURES:
        if data[offset : offset + len(first)] == first:
            return ending, data
    return None


def _picture(data: bytes) -> tuple[str, bytes]:
    """Decode and encode again: what is not a picture does not survive, nor does where and with what it was taken."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=("JPEG", "PNG", "WEBP", "GIF")) as picture:
                upright = ImageOps.exif_transpose(picture).convert("RGB")
    except (
        UnidentifiedImageError,
        OSError,
        ValueError,
        SyntaxError,
        Image.DecompressionBombError,
        Image.DecompressionBombWarning,
    ):
        raise gateway.MediaError("kind" if _looks_like_a_document(data) else "unreadable") from None
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    written = io.BytesIO()
    upright.save(written, "JPEG", quality=85)
    return "jpg", written.getvalue()


def _looks_like_a_document(data: bytes) -> bool:
    return data.startswith((b"%PDF", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"<svg", b"<?xml", b"BEGIN:V"))
