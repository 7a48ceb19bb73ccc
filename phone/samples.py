"""A photo and a voice note made on the spot, for whoever has none at hand."""

import io
import struct

from PIL import ExifTags, Image, ImageDraw

WIDTH, HEIGHT = 1200, 900
LAMPS = (180, 520, 860)
DARK_LAMP = 520


def photo(lat: float, lon: float) -> bytes:
    """A street at dusk with one dark lamp, as JPEG; like a phone's own, its EXIF data tell the place."""
    picture = Image.new("RGB", (WIDTH, HEIGHT))
    draw = ImageDraw.Draw(picture, "RGBA")
    for y in range(HEIGHT):
        glow = y / HEIGHT
        draw.line([(0, y), (WIDTH, y)], fill=(int(24 + 150 * glow), int(32 + 70 * glow), int(70 + 20 * glow)))
    for place, roof in enumerate((560, 500, 590, 530, 570)):
        left = place * 250 - 20
        draw.rectangle([left, roof, left + 215, 720], fill=(26, 28, 44))
        draw.rectangle([left + 40, roof + 45, left + 85, roof + 95], fill=(236, 190, 105) if place % 2 else (45, 48, 66))
    draw.rectangle([0, 700, WIDTH, HEIGHT], fill=(38, 38, 48))
    for x in range(0, WIDTH, 170):
        draw.rectangle([x, 800, x + 90, 810], fill=(190, 186, 160))
    for x in LAMPS:
        _lamp(draw, x, lit=x != DARK_LAMP)
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=82, exif=_taken_at(lat, lon))
    return out.getvalue()


def _lamp(draw: ImageDraw.ImageDraw, x: int, lit: bool) -> None:
    draw.rectangle([x, 330, x + 12, 740], fill=(15, 16, 24))
    draw.rectangle([x, 330, x + 90, 340], fill=(15, 16, 24))
    if lit:
        draw.polygon([(x + 60, 360), (x + 110, 360), (x + 220, 740), (x - 50, 740)], fill=(255, 220, 140, 60))
    draw.ellipse([x + 58, 334, x + 112, 366], fill=(255, 226, 150) if lit else (50, 52, 64))


def _taken_at(lat: float, lon: float) -> Image.Exif:
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "Izwi simulator"
    exif.get_ifd(ExifTags.IFD.GPSInfo).update(
        {
            ExifTags.GPS.GPSLatitudeRef: "N" if lat >= 0 else "S",
            ExifTags.GPS.GPSLatitude: _degrees(lat),
            ExifTags.GPS.GPSLongitudeRef: "E" if lon >= 0 else "W",
            ExifTags.GPS.GPSLongitude: _degrees(lon),
        }
    )
    return exif


def _degrees(value: float) -> tuple[float, float, float]:
    minutes, seconds = divmod(abs(value) * 3600, 60)
    degrees, minutes = divmod(minutes, 60)
    return degrees, minutes, round(seconds, 2)


SILENT_FRAME = bytes.fromhex("f8fffe")
"""20 ms of Opus that decode to silence."""

FRAME_SAMPLES, FRAMES_PER_PAGE, FRAMES_PER_SECOND = 960, 50, 50
SERIAL = 1


def voice_note(seconds: int = 3) -> bytes:
    """Silence in Ogg Opus (RFC 7845), the format of WhatsApp's voice notes."""
    head = b"OpusHead" + struct.pack("<BBHIhB", 1, 1, 0, 48_000, 0, 0)
    tags = b"OpusTags" + struct.pack("<I4sI", 4, b"izwi", 0)
    pages = [_page([head], 0, 0, first=True), _page([tags], 0, 1)]
    for number in range(seconds):
        frames = [SILENT_FRAME] * FRAMES_PER_PAGE
        pages.append(
            _page(
                frames,
                (number + 1) * FRAMES_PER_SECOND * FRAME_SAMPLES,
                number + 2,
                last=number == seconds - 1,
            )
        )
    return b"".join(pages)


def _page(packets: list[bytes], position: int, number: int, first: bool = False, last: bool = False) -> bytes:
    """One Ogg page (RFC 3533); every packet here is shorter than 255 bytes and so has one lacing value."""
    flags = (2 if first else 0) | (4 if last else 0)
    lacing = bytes(len(packet) for packet in packets)
    head = struct.pack("<4sBBqIII", b"OggS", 0, flags, position, SERIAL, number, 0) + bytes([len(packets)]) + lacing
    page = bytearray(head + b"".join(packets))
    page[22:26] = struct.pack("<I", _checksum(page))
    return bytes(page)


def _checksum(data: bytes | bytearray) -> int:
    """Ogg's CRC-32: polynomial 0x04c11db7, not reflected, starting from nothing."""
    register = 0
    for byte in data:
        register ^= byte << 24
        for _ in range(8):
            register = ((register << 1) ^ 0x04C11DB7 if register & 0x80000000 else register << 1) & 0xFFFFFFFF
    return register
