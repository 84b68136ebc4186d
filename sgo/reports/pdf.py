"""HTML to PDF, and the only import of xhtml2pdf.

Long tables do not go through HTML (measured: 16 to 39 times the processor time): a document names
them with a private tag, `<pdf:nativetable key="marks" />`, and the flowable that `tables` makes
for the key enters the same flow. The converter reads no file and no address: its own folder is
all it may see, and there is nothing in it but templates.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any

from reportlab.platypus import Flowable
from xhtml2pdf import default, parser, pisa
from xhtml2pdf.config.resources import ResourceAccessError, ResourceAccessPolicy
from xhtml2pdf.tags import pisaTag

from sgo.reports import fonts

OWN_FOLDER = Path(__file__).resolve().parents[2] / "templates" / "reports"
NativeTables = Mapping[str, Callable[[], Flowable]]

_tables: ContextVar[NativeTables] = ContextVar("sgo_native_tables")
_refusals: ContextVar[list[str]] = ContextVar("sgo_refused_resources")


class PrintFault(Exception):
    """The document was not made as it was meant; nothing half-right leaves the printer."""


class _OwnFolder(ResourceAccessPolicy):  # type: ignore[misc]
    """Keeps what was refused: the converter only logs it and prints the page without."""

    def check_url(self, url: str) -> None:
        with _noting_refusals():
            super().check_url(url)

    def check_path(self, path: Any) -> None:
        with _noting_refusals():
            super().check_path(path)


@contextmanager
def _noting_refusals() -> Iterator[None]:
    try:
        yield
    except ResourceAccessError as refusal:
        _refusals.get().append(str(refusal))
        raise


class _NativeTableTag(pisaTag):  # type: ignore[misc]
    """Puts the flowable of its key where it stands; a fresh one for each pass of the layout."""

    def start(self, context: Any) -> None:
        context.addPara()
        make = _tables.get().get(self.attr.key)
        if make is None:
            raise PrintFault(f"the document names a table that nobody makes: {self.attr.key}")
        context.addStory(make())


def _teach_the_tag() -> None:
    # The parser looks classes of tags up among its own globals by this name.
    parser.pisaTagPDFNATIVETABLE = _NativeTableTag
    default.TAGS["pdfnativetable"] = (0, {"key": (default.STRING, default.MUST)})


def render_pdf(html: str, tables: NativeTables | None = None) -> bytes:
    """The document as PDF with every font inside.

    `tables` makes the native table of each key that the HTML names. Raises PrintFault on anything
    the converter complains about (a resource it may not read, an unknown font, markup it does not
    understand) and FontFault where the fonts themselves are at fault. One conversion runs at a
    time in a process; xhtml2pdf holds the lock.
    """
    fonts.register()
    default.DEFAULT_FONT[fonts.FAMILY] = fonts.REGULAR
    _teach_the_tag()
    made = io.BytesIO()
    tokens = _tables.set(tables or {}), _refusals.set(complaints := [])
    try:
        outcome = pisa.CreatePDF(
            fonts.printable(html),
            dest=made,
            encoding="utf-8",
            resource_policy=_OwnFolder.server(OWN_FOLDER, allow_remote=False),
        )
    finally:
        _tables.reset(tokens[0])
        _refusals.reset(tokens[1])
    complaints += [f"{kind}: {message}" for kind, _, message, _ in outcome.log]
    if outcome.err or outcome.warn or complaints:
        raise PrintFault("; ".join(complaints) or f"{outcome.err} errors, {outcome.warn} warnings")
    return made.getvalue()
