"""Draw the demo's pictures and write each in the sizes that the site serves.

Run `python demo/pictures/draw.py` for all, or name some: `python demo/pictures/draw.py night river-delta`.
The same program draws the same pictures, every time.
"""

import argparse
import importlib
import zlib
from pathlib import Path

import numpy as np
from PIL import Image

FOLDER = Path(__file__).parent
WEBP_WIDTHS = (400, 800, 1200, 1600)
JPEG_WIDTH = 800
PICTURES = {
    "river-delta": "river",
    "valley-at-dawn": "mountains",
    "night-over-kestrel-head": "night",
    "incoming-tide": "waves",
    "vessin-at-dusk": "city",
    "square-from-above": "square",
    "tiled-wall": "tiles",
    "unfinished-map": "contours",
    "three-gauges": "hydrograph",
    "ring-line": "tramline",
}


def main() -> None:
    """Draw the pictures that the command line names."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("name", nargs="*", help="pictures to draw; all if none is named")
    for name in parser.parse_args().name or PICTURES:
        write_renditions(drawn_picture(name), FOLDER / name)


def drawn_picture(name: str) -> Image.Image:
    """Return one picture, 1600 by 900; the seed is made of its name, so that order does not matter."""
    module = importlib.import_module(f"art.{PICTURES[name]}")
    picture = module.draw(np.random.default_rng(zlib.crc32(name.encode())))
    assert isinstance(picture, Image.Image)
    return picture


def write_renditions(picture: Image.Image, stem: Path) -> None:
    """Write `<stem>.jpg`, `<stem>-800.jpg` and `<stem>-<width>.webp` for each width."""
    picture.save(f"{stem}.jpg", quality=80, optimize=True, progressive=True)
    for width in WEBP_WIDTHS:
        resized(picture, width).save(f"{stem}-{width}.webp", quality=70, method=6)
    resized(picture, JPEG_WIDTH).save(f"{stem}-{JPEG_WIDTH}.jpg", quality=76, optimize=True, progressive=True)


def resized(picture: Image.Image, width: int) -> Image.Image:
    """Return the picture `width` pixels wide, in its own proportions."""
    height = round(picture.height * width / picture.width)
    return picture.resize((width, height), Image.Resampling.LANCZOS)


if __name__ == "__main__":
    main()
