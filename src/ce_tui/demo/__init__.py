"""The sample organizations, dated so that every state of a credit can be seen on any day, and their learners' past."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.resources import files
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from ce_tui.credit.parties import Learner
from ce_tui.demo.past import LEARNER, Past, accounting, fill, medicine

if TYPE_CHECKING:
    from ce_tui.catalog import Catalog

__all__ = ["ACCOUNTING", "LEARNER", "MEDICINE", "SAMPLES", "Sample", "fill", "sample", "sample_catalog"]


@dataclass(frozen=True, slots=True)
class Sample:
    """An organization that the demo can show: its name on the command line and on buttons, its zone (what "today"
    means in its dates), who learns there and what they have done (None: what follows from the seed), its catalog (a
    file of this room, or one that was read already), and the look it is shown in ("" is the app's own).
    """

    name: str
    title: str
    zone: str
    learner: Learner
    past: Callable[[Past], None] | None = None
    file: str = ""
    own: "Catalog | None" = None
    theme: str = ""

    @property
    def organization(self) -> str:
        """The organization's id."""
        return self.own.organization.id if self.own else self.file.removesuffix(".yaml")


MEDICINE = Sample("medicine", "Northwind Academy", "America/New_York", LEARNER, medicine, "northwind.yaml")
ACCOUNTING = Sample(
    "accounting",
    "Tallgrass Society",
    "America/Chicago",
    Learner("luca", "Luca Moretti, CPA", "luca.moretti@example.org", "IL 065-314159"),
    accounting,
    "tallgrass.yaml",
    theme="textual-light",
)
SAMPLES = {one.name: one for one in (MEDICINE, ACCOUNTING)}

_DAY = re.compile(r"\{\{today([+-][0-9]{1,4})?\}\}")
_MINUTE = re.compile(r"\{\{now([+-][0-9]{1,4})?\}\}")


def sample(now: datetime, of: Sample = MEDICINE) -> str:
    """A sample catalog as YAML text, with `{{today}}`, `{{today+9}}` and `{{today-3}}` written out as dates, and
    `{{now-20}}` as what the clock says so many minutes later or earlier, in whole five minutes.
    """
    zone = ZoneInfo(of.zone)
    here = now.astimezone(zone)
    text = files(__name__).joinpath(of.file).read_text("utf-8")
    text = _DAY.sub(lambda match: (here.date() + timedelta(days=int(match[1] or 0))).isoformat(), text)
    five = now - timedelta(minutes=now.minute % 5)

    def clock(match: re.Match[str]) -> str:
        at = five + timedelta(minutes=int(match[1] or 0))
        return f"{at.astimezone(zone):%Y-%m-%d %H:%M%z}"

    return _MINUTE.sub(clock, text)


def sample_catalog(now: datetime, of: Sample = MEDICINE) -> "Catalog":
    """The catalog of a sample, its dates around `now`."""
    if of.own is not None:
        return of.own
    from ce_tui.catalog import read_text

    return read_text(sample(now, of), of.file)
