"""The printer itself: fonts inside, no boxes, no resource from anywhere, the private tag."""

from __future__ import annotations

import pytest
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Table
from xhtml2pdf import default, parser

from sgo.reports import fonts, tables
from sgo.reports.pdf import PrintFault, render_pdf
from tests.reports.paper import fonts_of, pages_of, text_of

STYLE = "<style>html, head, title, body, p, h1, div, b, i { font-family: opensans; }</style>"


def page(body: str, style: str = "") -> str:
    return f'<html lang="ru"><head><title>т</title>{STYLE}{style}</head><body>{body}</body></html>'


def test_every_font_is_inside_the_file_and_every_letter_is_drawn() -> None:
    text = "Ёлка, ъезд № 5 «как есть» — 4,49 ≥ 3,50; ӘғҚұ"
    made = render_pdf(page(f"<h1>{text}</h1><p><b>{text}</b> <i>{text}</i></p>"))
    known = fonts.printable(text)
    assert text_of(made).count(known) == 3
    inside = fonts_of(made)
    assert len(inside) == 3
    assert all(inside.values())
    assert not any("Helvetica" in name for name in inside)


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("й (\u0438\u0306)", "й (й)"),
        ("тема 😀", "тема ?"),
        ("а → б", "а – б"),
        ("до\u200bпереноса", "допереноса"),
        ("1\u202f000", "1\u00a0000"),
        ("строка\nвторая", "строка\nвторая"),
    ],
)
def test_a_letter_that_the_font_lacks_never_becomes_a_box(typed: str, printed: str) -> None:
    assert fonts.printable(typed) == printed


def test_a_letter_past_the_filter_raises_instead_of_a_box() -> None:
    fonts.register()
    canvas = Canvas("unused")
    canvas.setFont(fonts.REGULAR, 10)
    with pytest.raises(fonts.FontFault, match=r"U\+25A0"):
        canvas.drawString(0, 0, "■")


@pytest.mark.parametrize(
    "body",
    [
        '<img src="http://127.0.0.1:9/x.png"/>',
        '<img src="https://example.org/x.png"/>',
        '<img src="file:///etc/passwd"/>',
        '<img src="/etc/passwd"/>',
        '<img src="../../app.py"/>',
        '<link rel="stylesheet" href="http://127.0.0.1:9/a.css"/>',
        '<style>@import "http://127.0.0.1:9/a.css";</style>',
        "<style>@font-face { font-family: x; src: url(/etc/passwd); }</style>",
        "<style>@page { background-image: url(/etc/passwd); }</style>",
        '<p style="font-family: nosuch">text</p>',
        '<pdf:nativetable key="nobody" />',
    ],
)
def test_a_resource_from_outside_ends_the_conversion(body: str) -> None:
    with pytest.raises(PrintFault):
        render_pdf(page(body))


def test_the_parser_still_finds_our_tag_by_its_name() -> None:
    """The converter is pinned for this: it looks the class up among the parser's globals."""
    made = render_pdf(
        page('<p>до</p><pdf:nativetable key="t" /><p>после</p>'),
        {"t": lambda: tables.grid([["№", "Имя"], ["1", "Ия"]], [20, 60], 1)},
    )
    lines = [line.strip() for line in text_of(made).splitlines() if line.strip()]
    assert [line.split() for line in lines] == [["до"], ["№", "Имя"], ["1", "Ия"], ["после"]]
    assert parser.pisaTagPDFNATIVETABLE is not None
    assert "pdfnativetable" in default.TAGS


def test_tables_of_one_document_do_not_leak_into_the_next() -> None:
    render_pdf(page('<pdf:nativetable key="t" />'), {"t": lambda: tables.grid([["а"]], [20], 0)})
    with pytest.raises(PrintFault, match="nobody makes"):
        render_pdf(page('<pdf:nativetable key="t" />'))


def test_markup_in_a_cell_is_text() -> None:
    made = render_pdf(
        page('<pdf:nativetable key="t" />'),
        {"t": lambda: tables.grid([[tables.words("<b>x</b> & y")]], [200], 0)},
    )
    assert "<b>x</b> & y" in text_of(made)


@pytest.mark.parametrize(
    ("count", "most", "sizes"),
    [
        (0, 24, [0]),
        (1, 24, [1]),
        (24, 24, [24]),
        (25, 24, [13, 12]),
        (36, 24, [18, 18]),
        (49, 24, [17, 16, 16]),
    ],
)
def test_columns_go_to_as_few_even_sheets_as_there_must_be(
    count: int, most: int, sizes: list[int]
) -> None:
    runs = tables.sheets_of(list(range(count)), most)
    assert [len(run) for run in runs] == sizes
    assert [item for run in runs for item in run] == list(range(count))


@pytest.mark.parametrize("rows", [3, 38, 39, 40, 41, 42, 43, 44, 80, 120])
def test_signatures_never_stand_on_a_sheet_of_their_own(rows: int) -> None:
    def table() -> tables.Ending:
        cells = [["№", "Имя"], *([str(n), f"Имя {n}"] for n in range(1, rows + 1))]
        grid: Table = tables.grid(cells, [30, 200], 1)
        return tables.Ending(grid, [tables.signatures([("Директор", "Савченко Д. Р.")])], least=4)

    landscape = "<style>@page { size: a4 landscape; margin: 30pt; }</style>"
    pages = pages_of(render_pdf(page('<pdf:nativetable key="t" />', landscape), {"t": table}))
    for sheet in pages:
        assert sheet.split()[:2] == ["№", "Имя"]
        assert sheet.count("№") == 1
    assert "Директор" in pages[-1]
    assert all(f"Имя {n}\n" in pages[-1] for n in range(max(1, rows - 3), rows + 1))
    for n in range(1, rows + 1):
        assert sum(f"Имя {n}\n" in sheet for sheet in pages) == 1


def test_the_line_to_sign_begins_after_the_capacity() -> None:
    for capacity in ("Директор", "Выдал технический администратор"):
        signs = tables.signatures([(capacity, "")])
        written = stringWidth(capacity, fonts.REGULAR, tables.SIZE + 1)
        assert signs._colWidths[0] > written  # ReportLab tells the widths nowhere else
