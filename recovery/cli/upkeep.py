"""Commands that look whether all is well, and put it right: the exit code of each."""

import argparse

from recovery.cli.exits import DONE, FOUND
from recovery.cli.opening import now, opened_office, settings_of
from recovery.cli.progress import telling
from recovery.domain.identifiers import as_text
from recovery.services.alerts.evaluating import evaluate
from recovery.services.audit.auditing import verify_trail
from recovery.services.doctor import Verdict, doctor
from recovery.services.rebuilding import rebuild, rebuild_counts, verify
from recovery.store.trail_key import require_key

SHOWN = 20
"""Treatments that verify names; more say nothing new."""


def verify_command(options: argparse.Namespace) -> int:
    """Compare what is derived with the reports."""
    with opened_office(options, must_exist=True) as office:
        found = verify(office.store, office.guide, telling("treatments"))
    if not found:
        print("Everything derived is what the reports say.")
        return DONE
    for difference in found[:SHOWN]:
        what = "counts" if difference.treatment_id is None else as_text(difference.treatment_id)
        print(f"{what}: {' and '.join(difference.tables)} not what the reports say")
    if len(found) > SHOWN:
        print(f"… and {len(found) - SHOWN:,} more")
    many = "difference" if len(found) == 1 else "differences"
    print(f"{len(found):,} {many}. No report is lost: `python -m recovery rebuild` restores what is derived.")
    return FOUND


def rebuild_command(options: argparse.Namespace) -> int:
    """Restore what is derived."""
    with opened_office(options, must_exist=True) as office:
        rebuild_counts(office.store, telling("treatments recounted"))
        done = rebuild(office.store, office.guide, telling("treatments"))
        evaluate(office, now=now(), everything=True, progress=telling("treatments judged"))
        print(f"Restored what is derived of {done:,} treatments.")
    return DONE


def evaluate_command(options: argparse.Namespace) -> int:
    """Judge treatments again and store what that changes among their alerts."""
    with opened_office(options, must_exist=True) as office:
        if not office.the_clinic().watched:
            print("This clinic does not watch reports, so there are no alerts to judge.")
            return DONE
        done = evaluate(office, now=now(), everything=options.everything, progress=telling("treatments"))
    print(
        f"Judged {done.treatments:,} treatments; alerts: {done.opened:,} opened, {done.closed:,} closed, "
        f"{done.changed:,} changed."
    )
    return DONE


def audit_verify_command(options: argparse.Namespace) -> int:
    """Verify the trail's chain."""
    require_key(settings_of(options).database)  # opening would make another
    with opened_office(options, must_exist=True) as office:
        verdict = verify_trail(office.store, now=now(), progress=telling("rows"))
    if verdict.is_whole:
        print(f"The trail is whole: {verdict.rows:,} rows, each as it was written.")
        return DONE
    print(f"The trail is broken at row {verdict.broken_seq}: {verdict.why}. {verdict.rows:,} rows before it are whole.")
    print("Keep a copy of the database as it is, and compare the trail with the backups to see since when.")
    return FOUND


def doctor_command(options: argparse.Namespace) -> int:
    """Print the doctor's round."""
    worst = DONE
    for check in doctor(settings_of(options)):
        print(
            f"{check.verdict.upper():5} {check.found}", *([f"      {check.remedy}"] if check.remedy else []), sep="\n"
        )
        worst = FOUND if check.verdict is Verdict.FAIL else worst
    return worst
