from __future__ import annotations

import pytest

from qmsdoc.redline.pictures import dimensions

PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + (640).to_bytes(4, "big") + (480).to_bytes(4, "big")
JPEG = b"\xff\xd8\xff\xe0\0\x04JF\xff\xff\xc0\0\x0b\x08" + (480).to_bytes(2, "big") + (640).to_bytes(2, "big") + b"\3"
LOSSY = b"RIFF....WEBPVP8 ....\0\0\0\x9d\x01\x2a" + (0x4000 | 640).to_bytes(2, "little") + (480).to_bytes(2, "little")
LOSSLESS = b"RIFF....WEBPVP8L....\x2f" + (639 | 479 << 14).to_bytes(4, "little")
EXTENDED = b"RIFF....WEBPVP8X....\0\0\0\0" + (639).to_bytes(3, "little") + (479).to_bytes(3, "little")


@pytest.mark.parametrize(
    "data",
    [
        PNG,
        b"GIF89a" + (640).to_bytes(2, "little") + (480).to_bytes(2, "little"),
        JPEG,
        LOSSY,
        LOSSLESS,
        EXTENDED,
        b'<?xml version="1.0"?>\n<svg xmlns="x" height="480px" width=\'640\'>',
        b'<svg viewBox="0 0 640 480.5" width="100%">',
    ],
    ids=["png", "gif", "jpeg", "lossy webp", "lossless webp", "extended webp", "svg", "svg with a view box"],
)
def test_the_size_is_read_from_the_first_bytes(data: bytes) -> None:
    assert dimensions(data) == (640, 480)


@pytest.mark.parametrize(
    "data",
    [b"", b"%PDF-1.7", PNG[:20], b"GIF89a\0", JPEG[:12], b"\xff\xd8\xff\xd9", b"\xff\xd8\xff", LOSSLESS[:22], b"<svg>"],
)
def test_what_says_no_size_has_none(data: bytes) -> None:
    assert dimensions(data) is None
