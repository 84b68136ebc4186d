"""Slips with sign-in details, one to a cut-out: login, one-time password, what to do (4.2)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from xml.sax.saxutils import escape

from reportlab.graphics.barcode.qr import QrCodeWidget
from reportlab.lib.colors import Color
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.platypus import Flowable, Paragraph, Table, TableStyle

from sgo.reports.documents import day, file_name, make_document
from sgo.reports.fonts import BOLD, REGULAR, printable
from sgo.services.accounts.issuing import Slip
from sgo.services.letterhead import Letterhead
from sgo.vocabulary import Role

COLUMNS, ROWS = 2, 4
WIDTH, HEIGHT = 539.0 / COLUMNS, 774.0 / ROWS
MARGIN, GAP, QR_SIZE = 14.0, 8.0, 66.0
LABEL_SIZE = 8.5
CUT = Color(0.55, 0.55, 0.55)

ROLES = {
    Role.TECHNICAL_ADMIN: "Технический администратор",
    Role.COORDINATOR: "Координатор",
    Role.DIRECTOR: "Директор",
    Role.TEACHER: "Педагог",
    Role.GUARDIAN: "Законный представитель",
    Role.STUDENT: "Обучающийся",
}
_WHAT_TO_DO = (
    "Пароль одноразовый: при первом входе его меняют на свой. Никому его не сообщайте. "
    "Если листок потерян, новый выдаст технический администратор."
)

_SMALL = ParagraphStyle("slip-small", fontName=REGULAR, fontSize=6.5, leading=8)
_NAME = ParagraphStyle("slip-name", fontName=BOLD, fontSize=10, leading=12, spaceBefore=3)
_LINE = ParagraphStyle("slip-line", fontName=REGULAR, fontSize=8, leading=11, spaceBefore=3)
_DETAIL = ParagraphStyle("slip-detail", fontName=BOLD, fontSize=13, leading=17, spaceBefore=4)


class AddressCode(Flowable):  # type: ignore[misc]
    """The address as a square code for a phone; ReportLab's own drawing would bring Helvetica."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self.code = QrCodeWidget(address).qr
        self.code.make()
        self.width = self.height = QR_SIZE

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        return self.width, self.height

    def draw(self) -> None:
        count = self.code.getModuleCount()
        side = QR_SIZE / count
        for row in range(count):
            for column in range(count):
                if self.code.isDark(row, column):
                    top = QR_SIZE - (row + 1) * side
                    self.canv.rect(column * side, top, side, side, stroke=0, fill=1)


def access_slips_pdf(
    head: Letterhead, slips: Sequence[Slip], site: str, issued_at: datetime
) -> bytes:
    """The slips as PDF; `site` is the address that the person opens (no secret is in the code)."""
    return make_document(
        "access_slips.html",
        head=head,
        title="Реквизиты доступа к электронному журналу",
        running_title="Реквизиты доступа",
        printed_at=issued_at,
        tables={"slips": partial(_sheet, head, slips, site, issued_at)},
    )


def access_slips_name(issued_at: datetime) -> str:
    return file_name("Реквизиты доступа", f"{issued_at:%d.%m.%Y %H-%M}")


def _sheet(head: Letterhead, slips: Sequence[Slip], site: str, issued_at: datetime) -> Flowable:
    cells = [_slip(head, slip, site, issued_at) for slip in slips]
    cells += [""] * (-len(cells) % COLUMNS)
    rows = [cells[start : start + COLUMNS] for start in range(0, len(cells), COLUMNS)]
    dashed = (0.5, CUT, None, (3, 3))
    style = TableStyle(
        [
            ("FONT", (0, 0), (-1, -1), REGULAR, LABEL_SIZE),
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("LEFTPADDING", (0, 0), (-1, -1), MARGIN),
            ("RIGHTPADDING", (0, 0), (-1, -1), MARGIN),
            ("TOPPADDING", (0, 0), (-1, -1), MARGIN),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 0),
            ("BOX", (0, 0), (-1, -1), *dashed),
            ("INNERGRID", (0, 0), (-1, -1), *dashed),
        ]
    )
    return Table(rows, colWidths=[WIDTH] * COLUMNS, rowHeights=[HEIGHT] * len(rows), style=style)


def _slip(head: Letterhead, slip: Slip, site: str, issued_at: datetime) -> Table:
    """One cut-out: the person beside the address as a code for a phone, the details below."""
    inside = WIDTH - 2 * MARGIN
    person = [
        _words(head.organisation, _SMALL),
        _fitting(slip.full_name, _NAME, inside - QR_SIZE - GAP),
        _words(f"{ROLES[slip.role]}: {slip.note}", _SMALL),
        Paragraph(f"Адрес: <b>{_plain(site)}</b>", _LINE),
    ]
    details = [
        _fitting(slip.login, _DETAIL, inside, "Логин: "),
        _fitting(slip.password, _DETAIL, inside, "Пароль: "),
        _words(f"{_WHAT_TO_DO} Выдано {day(issued_at)}.", _SMALL),
    ]
    return Table(
        [[person, AddressCode(site)], [details, ""]],
        colWidths=[inside - QR_SIZE, QR_SIZE],
        style=TableStyle(
            [
                ("SPAN", (0, 1), (1, 1)),
                ("FONT", (0, 0), (-1, -1), REGULAR, LABEL_SIZE),
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("ALIGN", (1, 0), (1, 0), "RIGHT"),
                *((f"{side}PADDING", (0, 0), (-1, -1), 0) for side in ("LEFT", "TOP", "BOTTOM")),
                ("RIGHTPADDING", (0, 0), (-1, -1), 0),
                ("RIGHTPADDING", (0, 0), (0, 0), GAP),
            ]
        ),
    )


def _fitting(text: str, style: ParagraphStyle, width: float, label: str = "") -> Paragraph:
    """A word that must not break in the middle is written smaller when it is wide."""
    longest = max(text.split(), key=lambda word: stringWidth(word, BOLD, style.fontSize))
    room = width - stringWidth(label, REGULAR, LABEL_SIZE) - 1
    size = style.fontSize * min(1.0, room / stringWidth(longest, BOLD, style.fontSize))
    words = f'<font name="{BOLD}" size="{size:.2f}">{_plain(text)}</font>'
    if label:
        words = f'<font name="{REGULAR}" size="{LABEL_SIZE}">{label}</font>{words}'
    return Paragraph(words, style)


def _words(text: str, style: ParagraphStyle) -> Paragraph:
    return Paragraph(_plain(text), style)


def _plain(text: str) -> str:
    return escape(printable(text))
