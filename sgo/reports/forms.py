"""The face of the printed forms: each takes a view of a service and gives a PDF."""

from sgo.reports.journal_sheet import journal_sheet_pdf
from sgo.reports.summary_sheet import summary_sheet_pdf

__all__ = ["journal_sheet_pdf", "summary_sheet_pdf"]
