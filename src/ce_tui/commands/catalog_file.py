"""The catalog or conference schedule of the command line, read by its options."""

from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from ce_tui.catalog import Catalog, Policy, read
from ce_tui.catalog.boards import of_schedule
from ce_tui.catalog.values import duration
from ce_tui.certificate import lacking
from ce_tui.commands.job import Job, Wrong
from ce_tui.commands.printing import line
from ce_tui.credit.amount import Amount
from ce_tui.credit.model import PartialRule
from ce_tui.credit.text import clean
from ce_tui.credit.types import CreditType, Rounding, credit_type
from ce_tui.credit.words import plural
from ce_tui.credit.work import Tell


def read_file(job: Job, tell: Tell, file: str = "") -> Catalog:
    """The catalog or schedule of the command line, or another file by its options; CatalogError with all problems."""
    return read(Path(file or job.args.file), policy=_policy(job.args), tell=tell, lacking=lacking)


_POLICY = (
    "policy",
    "step",
    "rounding",
    "activity",
    "minimum",
    "zone",
    "name",
    "acronym",
    "parts",
    "opens",
    "closes_after",
    "code",
)
"""The options that say how a schedule becomes credits, beside its credit type."""
_OPENS: dict[str | None, Literal["after session", "after event", "at once"]] = {
    None: "after session",
    "after-session": "after session",
    "after-event": "after event",
    "at-once": "at once",
}


def _policy(args: Namespace) -> Policy | None:
    """What the command line says of how a schedule becomes credits; a catalog needs none of it."""
    if args.credit_type is None:
        if given := [f"--{name.replace('_', '-')}" for name in _POLICY if getattr(args, name) is not None]:
            raise Wrong(f"{given[0]} is for conference schedules and needs --credit-type, such as --credit-type ama.")
        return None
    return Policy(
        _credit_type(args),
        per="event" if args.policy == "whole-event" else "session",
        zone=clean(args.zone or ""),
        name=clean(args.name or "", 120),
        acronym=clean(args.acronym or "", 12) or "CE",
        partial=None if args.parts == "no" else PartialRule(),
        opens=_OPENS[args.opens],
        closes_after=args.closes_after,
        code=clean(args.code or "", 120),
    )


def _credit_type(args: Namespace) -> CreditType:
    """The credit type of the command line, with what it says of its step, rounding, activity and minimum."""
    try:
        return credit_type(
            args.credit_type,
            step=None if args.step is None else Amount.typed(args.step),
            rounding=None if args.rounding is None else Rounding(args.rounding),
            activity=args.activity or "",
            minimum_ms=None if args.minimum is None else duration(args.minimum),
        )
    except ValueError as error:
        raise Wrong(f"This credit type is not possible: {error}.") from None


_WARNINGS = 10
"""So many warnings of a file are shown unless all are asked for."""


def tell_more(job: Job, catalog: Catalog, warnings: Sequence[str]) -> None:
    """What a board asks for beyond the file, and what may be wrong with it."""
    if note := of_schedule(catalog):
        line(note)
    if not warnings:
        return
    shown = warnings if job.args.all_warnings else warnings[:_WARNINGS]
    line(f"{plural(len(warnings), 'warning')}:")
    for warning in shown:
        line(warning)
    if len(shown) < len(warnings):
        line(f"… and {len(warnings) - len(shown)} more; --all-warnings shows them.")
