"""Taking a file along: it is in the trail before its first byte, and how it ended after its last."""

import time
from collections.abc import Iterator
from datetime import datetime, timedelta

from recovery.domain.access import require
from recovery.domain.identifiers import as_text, new_id
from recovery.errors import InvalidInput
from recovery.services.files.export import BROKEN_OFF, FINISHED, Export, Kind
from recovery.services.files.formats import MANY, WRITERS, Format
from recovery.services.files.making import making
from recovery.services.files.taker import ACTIONS, Taker
from recovery.services.files.under_way import UnderWay
from recovery.services.files.workbook import refuse_too_long
from recovery.services.office import Office
from recovery.store import audit, people

MOST_AT_ONCE = 8
"""Files on their way to one account: each holds a thread in turn, memory, and as Excel a file on the disk (ours)."""


class Taking:
    """A file on its way, to be gone through once; whoever does closes it, whatever happens.

    `name` and `media_type` are the file's; `progress` says how far it is.
    """

    def __init__(self, office: Office, taker: Taker, export: Export, form: Format, *, now: datetime) -> None:
        self._office, self._taker, self._export = office, taker, export
        self._began, self._now = time.monotonic(), now
        with office.store.reading() as db:
            clinic = people.clinic(db, taker.visitor.clinic_id)
        nobody = export.kind is Kind.DEIDENTIFIED
        circumstances = making(clinic, office.guide, role=taker.role, now=now, names_nobody=nobody)
        which = "-".join(part for part in (export.kind.slug, export.part) if part)
        self.name = f"recovery-{which}-{circumstances.at:%Y-%m-%d}.{form}"
        self.media_type = WRITERS[form].media_type
        self._chunks = WRITERS[form].write(export, circumstances)
        self.progress = self._begin(form)
        self._open = True

    def __iter__(self) -> Iterator[bytes]:
        """Its bytes; nothing, in between, while rows are written that are not sent yet."""
        try:
            for chunk in self._chunks:
                self.progress.rows += chunk.rows
                yield chunk.content
            self._end(how=FINISHED)
        finally:
            self.close()

    def close(self) -> None:
        """Let go of it; a file that did not come to its end was broken off, and the trail says after how many rows."""
        try:
            self._chunks.close()
        finally:
            self._end(how=BROKEN_OFF)

    def _begin(self, form: Format) -> UnderWay:
        tables = self._export.tables if form in MANY else self._export.tables[:1]
        visitor, expected = self._taker.visitor, sum(table.expected for table in tables)
        file = UnderWay(new_id(), visitor.clinic_id, visitor.subject_id, self.name, expected)
        self._subject = f"file:{as_text(file.file_id)}"
        details = {"form": form.value, "rows": expected, **self._export.details}
        self._note(action=self._export.kind.taken, details=details, now=self._now)
        self._office.files_under_way.begin(file)
        return file

    def _end(self, *, how: str) -> None:
        if not self._open:
            return
        self._open = False
        self._office.files_under_way.end(self.progress)
        took = timedelta(seconds=time.monotonic() - self._began)
        self._note(action=how, details={"rows": self.progress.rows}, now=self._now + took)

    def _note(self, *, action: str, details: dict[str, object], now: datetime) -> None:
        clinic_id, actor = self._taker.visitor.clinic_id, self._taker.actor
        with self._office.store.writing() as db:
            audit.add(
                db, clinic_id=clinic_id, now=now, actor=actor, action=action, subject=self._subject, details=details
            )


def _refuse_many(office: Office, taker: Taker) -> None:
    clinic_id, account_id = taker.visitor.clinic_id, taker.visitor.subject_id
    theirs = [each for each in office.files_under_way.of_clinic(clinic_id) if each.account_id == account_id]
    if len(theirs) >= MOST_AT_ONCE:
        raise InvalidInput(f"{MOST_AT_ONCE} files are on their way to you already. Wait until one of them has come.")


def take(office: Office, taker: Taker, export: Export, form: Format, *, now: datetime) -> Taking:
    """An export on its way as a file of this format; InvalidInput where it cannot hold it, or for too many at once."""
    require(taker.visitor, ACTIONS[export.kind])
    _refuse_many(office, taker)
    if form is Format.XLSX:
        refuse_too_long(export)
    return Taking(office, taker, export, form, now=now)
