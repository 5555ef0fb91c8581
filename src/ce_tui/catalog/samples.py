"""The sample catalogs of two organizations that do not exist, dated so that every state of a credit can be seen on any
day.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.resources import files
from zoneinfo import ZoneInfo

from ce_tui.catalog import Catalog, read_text

_DAY = re.compile(r"\{\{today([+-][0-9]{1,4})?\}\}")
_MINUTE = re.compile(r"\{\{now([+-][0-9]{1,4})?\}\}")


@dataclass(frozen=True, slots=True)
class SampleCatalog:
    """A catalog in the folder `samples`: the organization's id, and the zone in which its "today" begins."""

    organization: str
    zone: str

    @property
    def file(self) -> str:
        """The name of its file, which stands in messages too."""
        return f"{self.organization}.yaml"

    def text(self, now: datetime) -> str:
        """The catalog as YAML text, with dates in the place of `{{today}}`, `{{today+9}}` and `{{today-3}}`.

        `{{now-20}}` becomes the time so many minutes before `now`, which is rounded down to five minutes.
        """
        zone = ZoneInfo(self.zone)
        today = now.astimezone(zone).date()
        five = now - timedelta(minutes=now.minute % 5)

        def day(match: re.Match[str]) -> str:
            return (today + timedelta(days=int(match[1] or 0))).isoformat()

        def minute(match: re.Match[str]) -> str:
            at = five + timedelta(minutes=int(match[1] or 0))
            return f"{at.astimezone(zone):%Y-%m-%d %H:%M%z}"

        text = files("ce_tui.catalog").joinpath("samples", self.file).read_text("utf-8")
        return _MINUTE.sub(minute, _DAY.sub(day, text))

    def read(self, now: datetime) -> Catalog:
        """The catalog as credits, with their dates around `now`."""
        return read_text(self.text(now), self.file)


NORTHWIND = SampleCatalog("northwind", "America/New_York")
"""Medicine; it uses everything the format has."""
TALLGRASS = SampleCatalog("tallgrass", "America/Chicago")
"""Accounting."""
