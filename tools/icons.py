"""The pictures by which a phone shows the installed journal: the exercise book of favicon.svg.

Drawn here, so that no picture stands in the repository that nobody can draw again:
`python -m tools.icons` writes static/device/icon-*.png.
"""

from __future__ import annotations

from pathlib import Path

from PIL import Image, ImageDraw

FOLDER = Path(__file__).resolve().parent.parent / "static" / "device"
BOX = 26.0
"""Units of favicon.svg."""
DESK, COVER, SPINE = "#fffefb", "#2b3b98", "#dc9a98"
LINES = "#aab1d6"
"""White at 60 % over the cover."""
FINE = 4
"""Drawn so many times larger, then made smaller: smooth edges."""

ICONS = {"icon-180": (180, 0.8), "icon-192": (192, 1.0), "icon-512": (512, 1.0)} | {
    "icon-maskable-512": (512, 0.62)
}
"""Name: pixels, and which part of the square the book fills. A phone that cuts a circle out of a
maskable one leaves 80 % of its middle; a book that fills it all stands on no ground."""


def draw(size: int, part: float) -> Image.Image:
    """The book in a square of `size` pixels."""
    whole = size * FINE
    unit = whole * part / BOX
    edge = (whole - unit * BOX) / 2

    def box(left: float, top: float, right: float, bottom: float) -> tuple[float, ...]:
        return tuple(edge + unit * value for value in (left, top, right, bottom))

    picture = Image.new("RGBA", (whole, whole), DESK if part < 1 else (0, 0, 0, 0))
    pen = ImageDraw.Draw(picture)
    pen.rounded_rectangle(box(3, 1, 23, 25), radius=2 * unit, fill=COVER)
    for top in (7, 11, 15, 19):
        pen.rectangle(box(11, top - 0.5, 20, top + 0.5), fill=LINES)
    pen.rectangle(box(7.75, 1, 9.25, 25), fill=SPINE)
    return picture.resize((size, size), Image.Resampling.LANCZOS)


def main() -> None:
    """Write every icon."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, (size, part) in ICONS.items():
        draw(size, part).save(FOLDER / f"{name}.png", optimize=True)


if __name__ == "__main__":
    main()
