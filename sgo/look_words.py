"""The closed lists of words by which a person says how the screens should look."""

from __future__ import annotations

from sgo.vocabulary import N_, Word


class Language(Word):
    """What the screens speak; a language is named in itself."""

    RUSSIAN = "ru", "Russian"
    ENGLISH = "en", "English"


class Theme(Word):
    """Day, evening, or what the device says."""

    LIGHT = "light", N_("by day")
    DARK = "dark", N_("in the evening")
    AUTO = "auto", N_("as on the device")


class Letters(Word):
    """How large the version for weak sight writes; how much that is, tokens.css says."""

    LARGE = "large", N_("large")
    LARGER = "larger", N_("larger")
    LARGEST = "largest", N_("largest")


class Spacing(Word):
    """How far apart letters and lines stand in the version for weak sight."""

    USUAL = "usual", N_("usual")
    WIDE = "wide", N_("wide")
    WIDEST = "widest", N_("widest")


class Scheme(Word):
    """The two colours of the version for weak sight."""

    BLACK_ON_WHITE = "black_on_white", N_("black on white")
    WHITE_ON_BLACK = "white_on_black", N_("white on black")
    BLUE_ON_LIGHT_BLUE = "blue_on_light_blue", N_("dark blue on light blue")
    BROWN_ON_BEIGE = "brown_on_beige", N_("brown on beige")
    GREEN_ON_BROWN = "green_on_brown", N_("green on dark brown")

    @property
    def is_dark(self) -> bool:
        return self in {Scheme.WHITE_ON_BLACK, Scheme.GREEN_ON_BROWN}
