"""Lists of invented centres, worse kept than the samples: each set with what is wrong in it.

Everything is made anew from a seed, so that no file of people stands in the repository.
"""

from __future__ import annotations

from collections.abc import Callable

from tests.untidy_bands import by_bands
from tests.untidy_book import in_one_book
from tests.untidy_text import by_separators
from tests.untidy_ways import UntidySet

SETS: dict[str, Callable[[], UntidySet]] = {
    "in_one_book": in_one_book,
    "by_separators": by_separators,
    "by_bands": by_bands,
}
