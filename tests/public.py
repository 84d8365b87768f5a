"""What a reader can fetch: the public files, as text and as trees."""

import gzip
from pathlib import Path
from xml.etree.ElementTree import Element

import html5lib
from django.conf import settings

from parley.materializer.files import file_of


def page_text(path: str) -> str:
    """The text of the public file of an address, or a card's bytes as text. FileNotFoundError when none stands."""
    return gzip.decompress(file_of(path).read_bytes()).decode("latin-1" if path.endswith(".png") else "utf-8")


def page_stands(path: str) -> bool:
    return file_of(path).is_file()


def page_tree(path: str) -> Element:
    """The page as a browser would read it."""
    return parsed(page_text(path))


def parsed(html: str) -> Element:
    tree: Element = html5lib.parse(html, namespaceHTMLElements=False)
    return tree


def words_of(element: Element) -> str:
    """The text of an element, white space folded."""
    return " ".join("".join(element.itertext()).split())


def every_public_byte() -> bytes:
    """Names and contents of all public files, unpacked, one after the other."""
    root = Path(settings.PUBLIC_ROOT)
    files = [path for path in root.rglob("*") if path.is_file()]
    assert files
    return b"".join(str(p.relative_to(root)).encode() + b"\n" + gzip.decompress(p.read_bytes()) for p in files)
