"""`ce-tui learners`: the learners of a station, their badges, their first PINs, and what the staff confirms."""

import sys
from argparse import Namespace
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from ce_tui.certificate import lacking
from ce_tui.certificate.slips import Slip, draw_slips
from ce_tui.commands.job import Job, Wrong
from ce_tui.commands.printing import dump, fact, line
from ce_tui.commands.store_file import open_store
from ce_tui.commands.working import working
from ce_tui.credit.parties import Organization
from ce_tui.credit.text import clean
from ce_tui.credit.words import plural
from ce_tui.credit.work import told
from ce_tui.exchange.names import home_page
from ce_tui.exit_codes import DONE
from ce_tui.files import new_file, take_name
from ce_tui.kiosk import pins
from ce_tui.settings import path_of
from ce_tui.store import Account, Store

_NAMED = 10
"""So many learners are named in a sentence."""
_ABOUT = ("name", "email", "license", "profession")
_FIELDS = (*_ABOUT, "badge")


@dataclass(frozen=True, slots=True)
class _Done:
    """What a change came to: the first PIN, whose the address was before, and whose the account was; else empty."""

    first_pin: str = ""
    address_from: tuple[str, ...] = ()
    account_from: str = ""


def run(job: Job) -> int:
    """List the learners, show one, or change one (adding them when they are new)."""
    args = job.args
    if args.first_pins is not None:
        return _slips(job)
    changes = {field: clean(getattr(args, field)) for field in _FIELDS if getattr(args, field) is not None}
    acts = bool(changes or args.reset_pin or args.first_pin or args.confirm_email or args.account)
    key = _key(args, acts)
    done = _Done()
    with open_store(job.settings, job.clock(), make=bool(changes)) as store:
        if key is not None and acts:
            done = _act(job, store, key, changes)
        shown, elsewhere = store.accounts.all(key), store.statements.known_accounts()
    if key is not None and not shown:
        raise Wrong(f"There is no learner “{key}” here; --name and the like add one.")
    if job.json:
        given = {"first_pin": done.first_pin, "account_taken_from": done.account_from}
        given = {name: value for name, value in given.items() if value}
        told_of = [{**_json(account), "accounts": _elsewhere(account, elsewhere)} | given for account in shown]
        dump({"count": len(shown), "learners": told_of})
        return DONE
    _print(shown, elsewhere)
    _print_done(done)
    return DONE


def _key(args: Namespace, acts: bool) -> str | None:
    """Whom the command is about, None for everybody; Wrong for nobody, where something is to be changed."""
    key = None if args.key is None else clean(args.key)
    if key is None and acts:
        raise Wrong("Say whose: ce-tui learners KEY --badge NUMBER")
    if key == "":
        raise Wrong("The key of a learner cannot be empty.")
    if args.account and not clean(args.account[1]):
        raise Wrong("An account has a name. Say it: ce-tui learners KEY --account HOME NAME")
    return key


def _print(accounts: Sequence[Account], elsewhere: Mapping[tuple[str, str], str]) -> None:
    for n, account in enumerate(accounts):
        if n:
            line()
        fact("Learner", account.learner.key)
        fact("Name", account.learner.name)
        fact("Badge", account.badge)
        fact("E-mail", _email(account))
        fact("License", account.learner.license)
        fact("Profession", account.learner.profession)
        fact("PIN", _pin(account))
        fact("Accounts", ", ".join(f"{name} ({home})" for home, name in _elsewhere(account, elsewhere)))
    if not accounts:
        line("There are no learners here yet.")


def _print_done(done: _Done) -> None:
    fact("First PIN", done.first_pin and f"{done.first_pin} (it works once, shown only now)")
    fact("Address taken from", ", ".join(done.address_from))
    fact("Account taken from", done.account_from and f"{done.account_from}, who keeps what was recorded by it")


def _act(job: Job, store: Store, key: str, changes: dict[str, str]) -> _Done:
    """Keep what the staff says, give a first PIN, and add an account, as asked for."""
    args, was = job.args, ""
    freed = _change(job, store, key, changes)
    first = _first_pin(job, store, store.accounts.all(key)[0]) if args.first_pin else ""
    if args.account:
        home, name = args.account
        was = store.statements.know_account(key, home_page(clean(home)), clean(name))
    return _Done(first, freed, was)


def _change(job: Job, store: Store, key: str, changes: dict[str, str]) -> tuple[str, ...]:
    """Keep what the staff says; the keys of those from whom an address was taken."""
    known = store.accounts.all(key)
    badge = changes.pop("badge", known[0].badge if known else "")
    if not known and not changes and not badge:
        raise Wrong(f"There is no learner “{key}” here; --name and the like add one.")
    learner = store.accounts.learner(key)
    learner = replace(learner, **{field: changes.get(field, getattr(learner, field)) for field in _ABOUT})
    if job.args.confirm_email and not learner.email:
        raise Wrong(f"{key} has no address to confirm. Enter it with --email ADDRESS.")
    confirmed = bool(learner.email) and (learner.email_confirmed or "email" in changes or job.args.confirm_email)
    return store.accounts.keep(replace(learner, email_confirmed=confirmed), badge, reset_pin=job.args.reset_pin)


def _first_pin(job: Job, store: Store, account: Account) -> str:
    """Give one a first PIN, in the place of whatever PIN there was."""
    given, kept = _drawn(job, [account])
    store.accounts.give_first_pins(kept)
    return given[account.learner.key]


def _drawn(job: Job, accounts: list[Account]) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """A first PIN for each, and what is kept of it, by key."""
    pepper = pins.pepper_of(job.settings)
    given = {account.learner.key: pins.first_pin() for account in accounts}
    with working(job, "Stopped. Nothing changed.") as tell:
        return given, {key: pins.hashed(pin, pepper) for key, pin in told(given.items(), "Making PINs", tell)}


def _slips(job: Job) -> int:
    """Write a slip with a first PIN for everybody who has no PIN yet."""
    path, now = path_of(job.args.first_pins, "--first-pins"), job.clock()
    if path.exists() or path.is_symlink():
        raise _taken(path)
    with open_store(job.settings, now) as store:
        waiting = [account for account in store.accounts.all(job.args.key) if not account.pin]
        if not waiting:
            raise Wrong("Everybody here has a PIN, so there is no slip to print. For a forgotten one: --reset-pin.")
        organizations = store.lists.organizations()
        given, kept = _drawn(job, waiting)
        pdf = _drawn_slips(waiting, given, organizations[0] if organizations else None, now)
        _write(path, pdf)  # whole before anybody's PIN is another
        try:
            store.accounts.give_first_pins(kept)
        except BaseException:
            path.unlink(missing_ok=True)
            raise
    _tell_lost(waiting)
    if job.json:
        dump({"file": path, "count": len(waiting)})
        return DONE
    fact("Slips", f"{path}, {plural(len(waiting), 'slip')}")
    line("Print it, hand the slips out, then delete the file. Earlier first PINs no longer work.")
    return DONE


def _taken(path: Path) -> Wrong:
    return Wrong(f"{path} is there already. Choose another name.")


def _write(path: Path, pdf: bytes) -> None:
    """Write a new file, whole or not at all; Wrong where that cannot be."""
    try:
        with new_file(path.parent) as new:
            new.write_bytes(pdf)
            if not take_name(new, path):
                raise _taken(path)
    except OSError as error:
        raise Wrong(f"The slips could not be written to {path}: {error.strerror}. Choose another place.") from error


def _drawn_slips(
    accounts: Sequence[Account], given: Mapping[str, str], of: Organization | None, now: datetime
) -> bytes:
    """The slips as a PDF, each with a name, a badge (or else the key) and the first PIN."""
    slips = [Slip(one.learner.name, one.badge or one.learner.key, given[one.learner.key]) for one in accounts]
    return draw_slips(slips, of.name if of else "", of.paper if of else "a4", now)


def _tell_lost(accounts: Sequence[Account]) -> None:
    """Whose slip cannot show the name."""
    if lost := [clean(account.learner.key, 60) for account in accounts if lacking(account.learner.name)]:
        more = ", …" if len(lost) > _NAMED else ""
        sentence = f"{plural(len(lost), 'slip')} cannot show the name as it is: {', '.join(lost[:_NAMED])}{more}."
        print(f"{sentence} Go by the badge there.", file=sys.stderr)


def _elsewhere(account: Account, known: Mapping[tuple[str, str], str]) -> list[tuple[str, str]]:
    """The learner's accounts of other systems, each by its home page and its name."""
    return sorted(place for place, key in known.items() if key == account.learner.key)


def _email(account: Account) -> str:
    learner = account.learner
    return learner.email and f"{learner.email}{'' if learner.email_confirmed else ' (not confirmed)'}"


def _pin(account: Account) -> str:
    return "set" if account.pin else "a first PIN was given" if account.first_pin else "none"


def _json(account: Account) -> dict[str, object]:
    learner = account.learner
    return {
        "key": learner.key,
        "name": learner.name,
        "badge": account.badge,
        "email": learner.email,
        "email_confirmed": learner.email_confirmed,
        "license": learner.license,
        "profession": learner.profession,
        "pin": bool(account.pin),
        "first_pin_given": bool(account.first_pin),
    }
