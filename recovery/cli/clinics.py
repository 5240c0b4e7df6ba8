"""Commands about the clinic of an installation, or an invented one: the exit code of each."""

import argparse

from recovery.cli.exits import DONE
from recovery.cli.opening import now, opened_office
from recovery.cli.passwords import entered_password
from recovery.cli.progress import telling
from recovery.domain.access import Role
from recovery.domain.clinic import check_clinic
from recovery.domain.wording.english import counted
from recovery.errors import Conflict
from recovery.services.clinics import change_clinic
from recovery.services.demonstrating import fill_demo
from recovery.services.setting_up import FIRST_CLINIC, new_account, new_set_up_code, set_up


def init_command(options: argparse.Namespace) -> int:
    """Set the clinic and its first account up."""
    clinic = check_clinic(
        clinic_id=FIRST_CLINIC,
        name=options.name,
        time_zone=options.time_zone,
        phone=options.phone,
        emergency_number=options.emergency_number,
        watched=options.watched_when is not None,
        watched_when=options.watched_when or "",
    )
    with opened_office(options) as office:
        if office.clinic() is not None:
            raise Conflict(f"{office.store.path} has a clinic already; name a new file with --database.")
        manager = new_account(
            clinic_id=FIRST_CLINIC,
            clinic_name=clinic.name,
            login=options.login,
            name=options.account_name,
            password=entered_password(options),
            password_again=None,
            roles=frozenset({Role.MANAGER, Role.CLINICIAN} if options.clinician else {Role.MANAGER}),
        )
        # What the set-up page asks for as proof of standing at this machine, whoever runs this has by running it.
        set_up(office, code=new_set_up_code(office, now=now()) or "", clinic=clinic, manager=manager, now=now())
        print(f"The clinic is set up in {office.store.path}. Start the app and sign in as {manager.login}.")
    return DONE


def demo_command(options: argparse.Namespace) -> int:
    """Fill an empty database with an invented practice."""
    with opened_office(options) as office:
        fill_demo(
            office,
            patients=options.patients,
            seed=options.seed,
            until=options.until,
            now=now(),
            progress=telling("patients"),
        )
        print(f"A demo of {options.patients:,} patients is in {office.store.path}.")
    return DONE


def clinic_command(options: argparse.Namespace) -> int:
    """Show the clinic, or change its entries."""
    asked = {name: getattr(options, name) for name in ("name", "time_zone", "phone", "emergency_number")}
    changes = {name: value for name, value in asked.items() if value is not None}
    if options.watched_when is not None or options.not_watched:
        changes |= {"watched": not options.not_watched, "watched_when": options.watched_when or ""}
    if options.keep_years is not None:
        changes["kept_for_years"] = options.keep_years
    if options.require_code is not None:
        changes["requires_code"] = options.require_code
    if options.show_expected is not None:
        changes["shows_expected"] = options.show_expected
    with opened_office(options, must_exist=True) as office:
        clinic = change_clinic(office, changes, now=now()) if changes else office.the_clinic()
    watched = f"watched {clinic.watched_when}" if clinic.watched else "not watched"
    print(f"{clinic.name}, {clinic.time_zone}, reports {watched}")
    print(f"phone {clinic.phone}, emergency {clinic.emergency_number}")
    code = "required" if clinic.requires_code else "up to each member of staff"
    print(f"records kept for {counted(clinic.kept_for_years, 'year')}, second factor {code}")
    print(f"patients {'see' if clinic.shows_expected else 'do not see'} how others recovered")
    return DONE
