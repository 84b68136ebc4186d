"""The printed act of destruction: by kind and count, for a commission of three to sign."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy.orm import Session

from sgo.reports.destruction_act import KINDS, destruction_act_name, destruction_act_pdf
from sgo.services.destruction import DestructionPaper
from sgo.services.letterhead import letterhead
from tests.centre import Centre
from tests.reports.paper import pages_of, words_of
from tests.reports.test_forms import is_whole

pytestmark = pytest.mark.clause("2.1.2")


@pytest.mark.parametrize("destroyed", [dict.fromkeys(KINDS, 3), {}])
def test_the_act_tells_kinds_and_leaves_room_to_sign(
    centre: Centre, session: Session, destroyed: dict[str, int]
) -> None:
    paper = DestructionPaper(
        letterhead(session),
        7,
        date(2026, 11, 23),
        "Ушедший Пётр Ильич",
        "students",
        41,
        "Савченко Д. П.",
        destroyed,
    )
    made = destruction_act_pdf(paper, centre.now)
    pages, words = pages_of(made), words_of(made)
    is_whole(made, pages)
    assert len(pages) == 1
    for text in (
        "Акт об уничтожении персональных данных",
        "Акт № 7 от 23.11.2026",
        "Ушедший Пётр Ильич (обучающийся, карточка № 41)",
        "152-ФЗ",
        "75 лет",
        "Савченко Д. П.",
        "Председатель комиссии",
        "М. П.",
    ):
        assert text in words, text
    assert words.count("Член комиссии") == 2
    wanted = {KINDS[kind] for kind in destroyed} or {"Подлежащих уничтожению данных не оказалось"}
    assert [text for text in wanted if text not in words] == []
    assert destruction_act_name(paper) == "Акт об уничтожении 7 от 23.11.2026"
