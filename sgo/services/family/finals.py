"""All results of a year for the family: every term, then year, exam and final (1.3c, 4.10)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from sgo.access.scopes import visible
from sgo.access.viewer import Viewer
from sgo.models import FinalMark, JournalPage, TermMark
from sgo.services.family.children import Child, Family, family
from sgo.services.family.studies import FamilyTerm, Studies, Study, studies, terms_of
from sgo.vocabulary import FinalKind, TermResult


@dataclass(frozen=True, slots=True)
class ResultLine:
    """A subject with its results; `terms` and `finals` in the order of the section's columns."""

    subject: str
    group: str
    terms: tuple[TermResult | None, ...]
    finals: tuple[TermResult | None, ...]
    new: tuple[bool, ...]
    """Of the terms and the finals together: whether it came since the last visit."""

    @property
    def cells(self) -> tuple[tuple[TermResult | None, bool], ...]:
        return tuple(zip(self.terms + self.finals, self.new, strict=True))


@dataclass(frozen=True, slots=True)
class ResultSection:
    """The subjects of groups that share their terms."""

    terms: tuple[FamilyTerm, ...]
    lines: tuple[ResultLine, ...]
    groups: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FinalsView:
    family: Family
    studies: Studies
    sections: tuple[ResultSection, ...]
    kinds: tuple[FinalKind, ...] = tuple(FinalKind)


def finals_view(
    session: Session, viewer: Viewer, student_id: int | None, year_id: int | None, now: datetime
) -> FinalsView:
    """The results of a year, this one when none is named; five queries.

    Raises Forbidden, or Missing for anybody else's child and for a year not the child's.
    """
    found = family(session, viewer, student_id, now)
    learnt = studies(session, found, year_id)
    if found.child is None or learnt.year is None:
        return FinalsView(found, learnt, ())
    terms = terms_of(session, {line.scheme_id for line in learnt.lines})
    given = _given(session, found, found.child, learnt, [term.term_id for term in terms])
    schemes = dict.fromkeys(line.scheme_id for line in learnt.lines)
    return FinalsView(
        found,
        learnt,
        tuple(
            _section(
                Studies((), None, tuple(x for x in learnt.lines if x.scheme_id == scheme)),
                tuple(term for term in terms if term.scheme_id == scheme),
                given,
            )
            for scheme in schemes
        ),
    )


Standing = tuple[TermResult, bool]
"""A result, and whether it is new."""
Given = Mapping[tuple[int, int | FinalKind], Mapping[int, Standing]]


def _given(
    session: Session, found: Family, child: Child, learnt: Studies, term_ids: list[int]
) -> Given:
    """What stands, by (curriculum item, term or kind) and page."""
    items = {line.item_id for line in learnt.lines}
    given: defaultdict[tuple[int, Any], dict[int, Standing]] = defaultdict(dict)
    for item_id, term_id, page_id, result, entered_at in session.execute(
        select(
            JournalPage.curriculum_item_id,
            TermMark.term_id,
            TermMark.page_id,
            TermMark.result,
            TermMark.entered_at,
        )
        .join(JournalPage, JournalPage.id == TermMark.page_id)
        .where(
            TermMark.student_id == child.student_id,
            TermMark.term_id.in_(term_ids),
            JournalPage.curriculum_item_id.in_(items),
            visible(TermMark, found.viewer),
        )
        .order_by(TermMark.page_id)
    ):
        given[item_id, term_id][page_id] = result, entered_at > found.new_since
    for item_id, kind, page_id, result, entered_at in session.execute(
        select(
            JournalPage.curriculum_item_id,
            FinalMark.kind,
            FinalMark.page_id,
            FinalMark.result,
            FinalMark.entered_at,
        )
        .join(JournalPage, JournalPage.id == FinalMark.page_id)
        .where(
            FinalMark.student_id == child.student_id,
            FinalMark.page_id.in_([line.page_id for line in learnt.lines]),
            visible(FinalMark, found.viewer),
        )
        .order_by(FinalMark.page_id)
    ):
        given[item_id, kind][page_id] = result, entered_at > found.new_since
    return given


def _section(learnt: Studies, terms: tuple[FamilyTerm, ...], given: Given) -> ResultSection:
    return ResultSection(
        terms,
        tuple(_line(line, terms, given) for line in learnt.latest),
        learnt.groups,
    )


def _line(line: Study, terms: tuple[FamilyTerm, ...], given: Given) -> ResultLine:
    columns = (*(term.term_id for term in terms), *FinalKind)
    stands = [line.standing(given.get((line.item_id, column), {})) for column in columns]
    results = tuple(cell[0] if cell else None for cell in stands)
    return ResultLine(
        line.subject,
        line.group,
        results[: len(terms)],
        results[len(terms) :],
        tuple(cell is not None and cell[1] for cell in stands),
    )
