"""Files as residents send them, made here."""

import io
import struct
import zlib

from PIL import Image

GPS_IFD, MAKE, ORIENTATION = 0x8825, 0x010F, 0x0112
TOP, BOTTOM = (200, 30, 30), (30, 30, 200)


def picture(width: int = 60, height: int = 40) -> Image.Image:
    """Red above, blue below."""
    made = Image.new("RGB", (width, height), BOTTOM)
    made.paste(TOP, (0, 0, width, height // 2))
    return made


def encoded(made: Image.Image, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    made.save(out, kind, **options)
    return out.getvalue()


def photo_that_knows_where(orientation: int = 1) -> bytes:
    """A JPEG with the point where it was taken, the camera, and how the camera was held."""
    exif = Image.Exif()
    exif[MAKE] = "Izwi Phone"
    exif[ORIENTATION] = orientation
    exif[GPS_IFD] = {1: "S", 2: (29.0, 58.0, 1.2), 3: "E", 4: (30.0, 52.0, 58.8)}
    xmp = b"<x:xmpmeta>Thandi's own phone</x:xmpmeta>"
    return encoded(picture(), "JPEG", exif=exif, comment=b"Thandi was here", xmp=xmp, quality=95)


def bomb(width: int = 30_000, height: int = 30_000) -> bytes:
    """A PNG of a few hundred bytes that would fill gigabytes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")


def container(brand: bytes) -> bytes:
    """The beginning of an MP4 container of this brand."""
    return struct.pack(">I", 24) + b"ftyp" + brand + b"\0\0\0\0" + brand + b"isom" + b"\0" * 64
