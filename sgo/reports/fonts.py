"""The printed letters: Open Sans from its package, the same on every machine, always embedded.

A letter that the font does not have is never drawn as a box: `printable` replaces it before the
layout, and a font that meets one all the same raises.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import Any

import ttf_opensans
from reportlab import rl_config
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFError, TTFont

FAMILY = "opensans"
REGULAR, BOLD, ITALIC = "OpenSans", "OpenSans-Bold", "OpenSans-Italic"
REPLACEMENT = "?"

_FILES = {
    REGULAR: ttf_opensans.OPENSANS_REGULAR,
    BOLD: ttf_opensans.OPENSANS_BOLD,
    ITALIC: ttf_opensans.OPENSANS_ITALIC,
}
_MUST_HAVE = "АБВЯабвяЁё0123456789«»—–№≥…·/%"
_MEANING_THE_SAME = str.maketrans({"\u202f": "\u00a0", "→": "–", "←": "–", "\t": " "})
_LINE_ENDS = frozenset("\n\r")


class FontFault(Exception):
    """A font of the printed forms is missing, unreadable, or has no such letter."""


class StrictFont(TTFont):  # type: ignore[misc]
    """Draws what it has and raises on anything else; the parent would draw an empty box."""

    def splitString(self, text: Any, doc: Any, encoding: str = "utf-8") -> Any:  # noqa: N802
        letters = text.decode(encoding) if isinstance(text, bytes) else text
        known = self.face.charToGlyph
        missing = sorted({letter for letter in letters if ord(letter) not in known})
        if missing:
            codes = ", ".join(f"U+{ord(letter):04X}" for letter in missing)
            raise FontFault(f"{self.fontName} has no glyph for {codes}")
        return super().splitString(text, doc, encoding)


@cache
def register() -> frozenset[int]:
    """Give ReportLab the family, once a process; answers which letters every face has."""
    common: set[int] | None = None
    for name, file in _FILES.items():
        try:
            font = StrictFont(name, str(file.path))
        except (TTFError, OSError) as fault:
            raise FontFault(f"{name}: {fault}") from fault
        letters = set(font.face.charToGlyph)
        missing = [letter for letter in _MUST_HAVE if ord(letter) not in letters]
        if missing:
            raise FontFault(f"{name} lacks {''.join(missing)}")
        pdfmetrics.registerFont(font)
        common = letters if common is None else common & letters
    pdfmetrics.registerFontFamily(FAMILY, REGULAR, BOLD, ITALIC, BOLD)
    # Every page begins with the canvas' own font, which would otherwise be a Helvetica that
    # no document carries inside.
    rl_config.canvas_basefontname = REGULAR
    return frozenset(common or ())


def printable(text: str) -> str:
    """The text as the font can draw it: composed, without invisible signs, `?` for the rest."""
    known = register()
    composed = unicodedata.normalize("NFC", text).translate(_MEANING_THE_SAME)
    return "".join(
        letter if ord(letter) in known or letter in _LINE_ENDS else REPLACEMENT
        for letter in composed
        if letter in _LINE_ENDS or not _is_invisible(letter, known)
    )


def _is_invisible(letter: str, known: frozenset[int]) -> bool:
    """Controls and joiners; an accent only when the font cannot put it over its letter."""
    category = unicodedata.category(letter)
    return category in {"Cc", "Cf"} or (category in {"Mn", "Me"} and ord(letter) not in known)
