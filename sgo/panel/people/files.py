"""Files of the cards of people: attached, saved again, taken away (clause 2.1.2)."""

from __future__ import annotations

from typing import Any, ClassVar

from flask import request
from flask_admin import expose
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import FileField

from sgo import current
from sgo.access.permissions import Permission
from sgo.models import Guardian, PersonFile, Staff, Student
from sgo.panel.kit.base import PanelView
from sgo.panel.kit.filters import WordFilter
from sgo.panel.kit.forms import Fieldset, FormSet, PanelForm
from sgo.panel.kit.gate import panel_viewer
from sgo.panel.kit.stored_files import file_answer, kilobytes
from sgo.panel.kit.words import PAPERS
from sgo.panel.people.papers import WHOSE, WHOSE_LABELS, FromACard
from sgo.rules.stored_files import ENDINGS, LARGEST_KILOBYTES
from sgo.services.people.papers import Whose, attach_file, drop_file, file_of
from sgo.vocabulary import N_


class Needed:
    """Marks the field as one that must be filled; whether a file came, the service says."""

    field_flags: ClassVar[dict[str, bool]] = {"required": True}

    def __call__(self, form: Any, field: Any) -> None:
        """Refuse nothing: the bytes are not in the form."""


class FilesView(FromACard, PanelView):
    model = PersonFile
    read_permission = Permission.PAPERS_READ
    category_words = PAPERS
    title = N_("Files of people")
    summary = N_("Scans of documents, contracts and consents, each with the card it belongs to")
    add_words = N_("Attach a file")
    empty_words = N_("No file is attached yet: attach one from the card of a person.")
    joined = ((PersonFile.student,), (PersonFile.guardian,), (PersonFile.staff,))
    column_list = ("person", "title", "kind", "file_name", "attached_at")
    labels = WHOSE_LABELS
    phone_columns = ("title",)
    search_keys = (Student.search_key, Guardian.search_key, Staff.search_key)
    search_texts = (PersonFile.title,)
    sortable = {"title": (PersonFile.title,), "attached_at": (PersonFile.attached_at,)}
    order = (PersonFile.attached_at.desc(),)
    column_filters = (WordFilter("kind", N_("Kind"), PersonFile.__table__.c.kind),)
    takes_files = True
    create_sets = (
        FormSet(
            Permission.PAPERS_KEEP,
            (WHOSE, Fieldset(N_("File"), {"title": 3, "kind": 3, "file": 6})),
            extra={
                "file": FileField(
                    _l(N_("File")),
                    [Needed()],
                    description=_l(
                        N_("PDF, PNG or JPEG, at most %(most)s kilobytes"), most=LARGEST_KILOBYTES
                    ),
                    render_kw={"accept": ",".join(ENDINGS)},
                )
            },
        ),
    )
    delete_permission = Permission.PAPERS_KEEP
    EXTRA_DOORS: ClassVar[dict[str, Permission]] = {"file_view": Permission.PAPERS_READ}

    def __init__(self) -> None:
        self.show = {"person": lambda row: str(row.person)}
        super().__init__()

    def endpoint_permissions(self, name: str) -> tuple[Permission | None, ...]:
        if name in self.EXTRA_DOORS:
            return (self.EXTRA_DOORS[name],)
        return super().endpoint_permissions(name)

    def create_row(self, form: PanelForm, permission: Permission) -> PersonFile:
        """The service judges the file by its content; the name it came with is only shown."""
        values, sent = form.values, request.files.get("file")
        return attach_file(
            current.session(),
            panel_viewer(),
            Whose(*(values[name] for name in WHOSE_LABELS)),
            title=values["title"],
            kind=values["kind"],
            file_name=(sent.filename or "") if sent else "",
            content=sent.read() if sent else b"",
            now=current.now(),
        )

    def delete_row(self, row: Any) -> None:
        drop_file(current.session(), panel_viewer(), row.id, current.now())

    @expose("/file/")
    def file_view(self) -> Any:
        """The file to save, of the type that its content has."""
        row = self.get_one(request.args.get("id"))
        return file_answer(file_of(current.session(), panel_viewer(), row.id), "file")

    def asides(self, row: PersonFile) -> list[dict[str, Any]]:
        line = (row.file_name, kilobytes(row.size), self.get_url(".file_view", id=row.id))
        return [self.part(gettext("File"), [line], "")]
