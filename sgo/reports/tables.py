"""Native tables of printed forms: grids with turned heads, columns cut into sheets, signatures.

Measures are points (1/72 inch) of an A4 sheet on its long side.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar
from xml.sax.saxutils import escape

from reportlab.lib.colors import Color, black
from reportlab.lib.enums import TA_CENTER
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.utils import simpleSplit
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.platypus import Flowable, FrameBreak, Paragraph, Table, TableStyle

from sgo.reports.fonts import BOLD, ITALIC, REGULAR, printable

WIDTH = 776.0
"""Of the frame in templates/reports/document.html."""

SIZE, SMALL = 7.5, 6.5
LEADING = 1.2
PADDING, LINE_PADDING = 1.6, 1.2
GAP = 4.0
"""Between a table and the notes below it."""
TIGHT = 0.6
"""Above and below a line where a few rows would else go over to a sheet of their own."""

LINE = Color(0.35, 0.35, 0.35)
SHADE = Color(0.93, 0.93, 0.93)
NUMBER_WIDTH = 17.0

ENDLESS = 1e5
"""A height that no table reaches: ReportLab measures only the rows that fit what it is given."""

Item = TypeVar("Item")
Command = tuple[Any, ...]

_NAME = ParagraphStyle("name", fontName=REGULAR, fontSize=SIZE, leading=SIZE * LEADING)
_HEAD = ParagraphStyle(
    "head", fontName=BOLD, fontSize=SMALL, leading=SMALL * LEADING, alignment=TA_CENTER
)


class Turned(Flowable):  # type: ignore[misc]
    """Lines of text written from below upwards, for the head of a narrow column."""

    def __init__(self, lines: Sequence[str], font: str = BOLD, size: float = SMALL) -> None:
        super().__init__()
        self.lines = [printable(line) for line in lines if line]
        self.font, self.size = font, size

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        widths = [stringWidth(line, self.font, self.size) for line in self.lines]
        self.width = self.size * LEADING * len(self.lines)
        self.height = max(widths, default=0.0) + 2
        return self.width, self.height

    def draw(self) -> None:
        canvas = self.canv
        canvas.saveState()
        canvas.rotate(90)
        canvas.setFont(self.font, self.size)
        for number, line in enumerate(self.lines):
            # Turned, the text's own "down" is the page's "right".
            canvas.drawString(1, -self.size * (0.92 + LEADING * number), line)
        canvas.restoreState()


def turned(text: str, length: float, width: float) -> Turned:
    """A turned head in as few lines as `length` allows; longer ones where the column is narrow."""
    plain = printable(text)
    most_lines = max(1, int((width - 1) / (SMALL * LEADING)))
    lines = simpleSplit(plain, BOLD, SMALL, length)
    while len(lines) > most_lines:
        length *= LEADING
        lines = simpleSplit(plain, BOLD, SMALL, length)
    return Turned(lines)


class Ending(Flowable):  # type: ignore[misc]
    """A table and what stands below it, which comes to no sheet without `least` rows.

    `tight` is the same table with closer lines: it is taken where it alone fits the sheet.
    """

    def __init__(
        self,
        table: Table,
        tail: Sequence[Flowable] = (),
        least: int = 4,
        tight: Table | None = None,
    ) -> None:
        super().__init__()
        self.table, self.tail, self.least, self.tight = table, list(tail), least, tight

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        parts = [self.table, *self.tail]
        self.heights = [one.wrapOn(self.canv, available_width, ENDLESS)[1] for one in parts]
        self.width = available_width
        self.height = sum(self.heights) + (GAP if self.tail else 0)
        return self.width, self.height

    def split(self, available_width: float, available_height: float) -> list[Flowable]:
        if self.tight is not None:
            closer = Ending(self.tight, self.tail, self.least)
            if closer.wrapOn(self.canv, available_width, available_height)[1] <= available_height:
                return [closer]
        self.wrap(available_width, available_height)
        last_rows = sum(self.table._rowHeights[-self.least :])
        room = min(available_height, self.heights[0] - last_rows)
        parts = self.table.splitOn(self.canv, available_width, room)
        if not parts[1:]:
            return []
        return [parts[0], FrameBreak(), Ending(parts[1], self.tail, self.least)]

    def draw(self) -> None:
        top = self.height
        for number, (part, height) in enumerate(
            zip([self.table, *self.tail], self.heights, strict=True)
        ):
            top -= height + (GAP if number == 1 else 0)
            part.drawOn(self.canv, 0, top)


def head(text: str) -> Paragraph:
    """A head that may break over lines, in the middle of its columns."""
    return Paragraph(escape(printable(text)), _HEAD)


def title(text: str, length: float, width: float) -> Paragraph | Turned:
    """The head of a column: flat where each of its words has room, turned where not."""
    longest = max(stringWidth(printable(word), BOLD, SMALL) for word in text.split())
    return head(text) if longest + 2 * PADDING <= width else turned(text, length, width)


def words(text: str) -> Paragraph:
    """Running text of a cell."""
    return Paragraph(escape(printable(text)), _NAME)


def note(text: str) -> Paragraph:
    """A line below a table: a legend, a total."""
    return Paragraph(escape(printable(text)), _NAME)


def name(text: str, width: float, remark: str = "") -> str | Paragraph:
    """A name in its cell: plain while it fits in one line, with a remark in small below."""
    plain = printable(text)
    if not remark and stringWidth(plain, REGULAR, SIZE) + 2 * PADDING <= width:
        return plain
    small = f'<br/><font name="{ITALIC}" size="{SMALL - 0.5}">{escape(printable(remark))}</font>'
    return Paragraph(escape(plain) + (small if remark else ""), _NAME)


def slot(title: str, lines: Iterable[str], size: float) -> Paragraph:
    """A cell of a week: what stands there in bold, and lines of who and where below it."""
    style = ParagraphStyle("slot", fontName=REGULAR, fontSize=size, leading=size * LEADING)
    first = f'<font name="{BOLD}">{escape(printable(title))}</font>'
    return Paragraph("<br/>".join([first, *(escape(printable(one)) for one in lines)]), style)


def name_width(names: Iterable[str], least: float, most: float) -> float:
    """The width in which the longest name stands in one line, within bounds."""
    longest = max((stringWidth(printable(one), REGULAR, SIZE) for one in names), default=0.0)
    return max(least, min(most, longest + 2 * PADDING + 1))


def smaller(texts: Sequence[str], row: int, first: int, width: float) -> list[Command]:
    """Commands that write smaller what would not fit into its narrow cell."""
    commands: list[Command] = []
    for place, text in enumerate(texts, start=first):
        wide = stringWidth(printable(text), REGULAR, SIZE) if len(text) > 2 else 0.0
        if wide > width - 1.5:
            size = SIZE * (width - 1.5) / wide
            commands.append(("FONTSIZE", (place, row), (place, row), size))
    return commands


def sheets_of(items: Sequence[Item], most: int) -> list[Sequence[Item]]:
    """The items in as few runs of at most `most` as there must be, as even as possible."""
    if not items:
        return [items]
    count = -(-len(items) // most)
    size, longer = divmod(len(items), count)
    runs, start = [], 0
    for number in range(count):
        end = start + size + (number < longer)
        runs.append(items[start:end])
        start = end
    return runs


def grid(
    rows: Sequence[Sequence[Any]],
    widths: Sequence[float],
    head_rows: int,
    commands: Sequence[Command] = (),
    words_from: int = 1,
) -> Table:
    """A ruled table whose head stands on every sheet; all centred but the column of names.

    `words_from` is the column that holds names (or topics) and stands at the left.
    """
    style: list[Command] = [
        ("FONT", (0, 0), (-1, -1), REGULAR, SIZE, SIZE * LEADING),
        ("FONT", (0, 0), (-1, head_rows - 1), BOLD, SMALL, SMALL * LEADING),
        ("TEXTCOLOR", (0, 0), (-1, -1), black),
        ("ALIGN", (0, 0), (-1, -1), "CENTER"),
        ("ALIGN", (words_from, head_rows), (words_from, -1), "LEFT"),
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
        ("VALIGN", (2, 0), (-1, head_rows - 1), "BOTTOM"),
        ("LEFTPADDING", (0, 0), (-1, -1), PADDING),
        ("RIGHTPADDING", (0, 0), (-1, -1), PADDING),
        ("TOPPADDING", (0, 0), (-1, -1), LINE_PADDING),
        ("BOTTOMPADDING", (0, 0), (-1, -1), LINE_PADDING + 0.6),
        ("INNERGRID", (0, 0), (-1, -1), 0.4, LINE),
        ("BOX", (0, 0), (-1, -1), 0.9, black),
        ("LINEBELOW", (0, head_rows - 1), (-1, head_rows - 1), 0.9, black),
        *commands,
    ]
    return Table(
        [[_drawable(cell) for cell in row] for row in rows],
        colWidths=widths,
        repeatRows=head_rows,
        style=TableStyle(style),
        hAlign="LEFT",
    )


def signatures(lines: Sequence[tuple[str, str]]) -> Table:
    """A line to sign for each (capacity, name), and the place of the seal below."""
    style: list[Command] = [
        ("FONT", (0, 0), (-1, -1), REGULAR, SIZE + 1),
        ("VALIGN", (0, 0), (-1, -1), "BOTTOM"),
        ("TOPPADDING", (0, 0), (-1, -1), 7),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 1.5),
        ("LEFTPADDING", (0, 0), (-1, -1), 0),
        ("LINEBELOW", (1, 0), (1, len(lines) - 1), 0.6, black),
        ("LEFTPADDING", (2, 0), (2, -1), 8),
        ("ALIGN", (3, 0), (3, -1), "RIGHT"),
    ]
    date_line = "«____» ______________ 20____ г."
    rows = [[printable(capacity), "", printable(who), ""] for capacity, who in lines]
    longest = max(stringWidth(row[0], REGULAR, SIZE + 1) for row in rows)
    capacity_width = max(110.0, longest + 6)
    rows.append(["", "М. П.", "", date_line])
    return Table(
        rows,
        colWidths=[capacity_width, 150, 330 - capacity_width, 180],
        style=TableStyle(style),
        hAlign="LEFT",
    )


def _drawable(cell: Any) -> Any:
    return printable(cell) if isinstance(cell, str) else cell
