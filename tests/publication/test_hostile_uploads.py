"""Files that editors upload are pictures, of a bearable size, or are refused in words."""

import struct
import zlib
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from wagtail.images import get_image_model
from wagtail.images.forms import get_image_form

pytestmark = pytest.mark.usefixtures("installation")


def faults(name: str, content: bytes, kind: str = "image/png") -> list[str]:
    """What the form for pictures says about a file; nothing when it is taken."""
    form = get_image_form(get_image_model())({"title": "A gauge"}, {"file": SimpleUploadedFile(name, content, kind)})
    form.is_valid()
    return [str(words) for words in form.errors.get("file", [])]


def png(width: int, height: int) -> bytes:
    """A file that says it is so large, and holds next to nothing."""

    def chunk(kind: bytes, held: bytes) -> bytes:
        return struct.pack(">I", len(held)) + kind + held + struct.pack(">I", zlib.crc32(kind + held))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 99)) + chunk(b"IEND", b"")


def test_an_honest_picture_is_taken() -> None:
    file = BytesIO()
    Image.new("RGB", (8, 8), "teal").save(file, "PNG")
    assert not faults("gauge.png", file.getvalue())


def test_a_picture_that_unpacks_into_too_many_points_is_refused() -> None:
    assert faults("bomb.png", png(60_000, 60_000))


@pytest.mark.parametrize(
    "content",
    [b"<!doctype html><script>alert(1)</script>", b"%PDF-1.7 <script>alert(1)</script>", b"PK\x03\x04 not a picture"],
    ids=["html", "pdf", "zip"],
)
def test_what_is_no_picture_inside_is_refused(content: bytes) -> None:
    assert faults("gauge.png", content)


@pytest.mark.parametrize("name", ["gauge.svg", "gauge.png"])
def test_a_drawing_that_could_hold_a_script_is_refused(name: str) -> None:
    drawing = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>alert(1)</script></svg>'
    assert faults(name, drawing, "image/svg+xml")


@pytest.mark.parametrize("name", ["gauge.php", "gauge.html", "gauge.png.html"])
def test_the_ending_must_be_that_of_a_picture(name: str) -> None:
    file = BytesIO()
    Image.new("RGB", (8, 8), "teal").save(file, "PNG")
    assert faults(name, file.getvalue())
