"""What one act may change of many cells or marks at once, and what of it stays .

Whether a cell is open at all is said by `rules.journal` and `rules.grading`, as for a single
save; here stands only what makes an act over many different: it overwrites nothing unasked.
"""

from __future__ import annotations

from sgo.verdicts import ALLOWED, Verdict, allowed, refused
from sgo.vocabulary import TermResult

MOST_CELLS = 1500
"""More than a page of thirty students by forty lessons: beyond it a paste is a mistake."""


def bulk_size(cells: int) -> Verdict:
    """Whether one act may touch that many cells."""
    if cells > MOST_CELLS:
        return refused("too_many_cells", field="cells", given=cells, most=MOST_CELLS)
    return ALLOWED


def over_what_stands(
    stands: str, wanted: str, *, seen: int, version: int, replace: bool
) -> Verdict:
    """Whether `wanted` may take the place of `stands`.

    `seen` and `version` are the versions of the cell that the writer saw and that stands;
    `replace` says that the writer asked to write over filled cells. Allowed as `unchanged` where
    there is nothing to do.
    """
    if stands == wanted:
        return allowed("unchanged")
    if seen != version:
        return refused("changed_meanwhile", stands=stands)
    if stands and not replace:
        return refused("cell_is_filled", stands=stands)
    return ALLOWED


def by_calculation(stands: TermResult | None, gives: int | None, shown: int | None) -> Verdict:
    """Whether the mark that the average gives is set for a student together with all others.

    `gives` is the mark by calculation now, `shown` the one the writer agreed to.
    """
    if stands is not None:
        return refused("mark_already_set", field="result", result=stands)
    if gives is None:
        return refused("nothing_to_calculate", field="result")
    if shown is not None and shown != gives:
        return refused("calculation_moved", field="result", gives=gives)
    return ALLOWED


def taken_back(*, touched_since: bool, works_stand: bool = True) -> Verdict:
    """Whether an act over many is taken back here.

    Not where somebody wrote after it, nor where the work that held a mark is no more.
    """
    if touched_since:
        return refused("changed_since_act")
    return ALLOWED if works_stand else refused("work_is_gone")
