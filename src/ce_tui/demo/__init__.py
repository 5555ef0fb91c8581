"""The sample organization, dated so that every state of a credit can be seen on any day, and its learner's past."""

import re
from datetime import datetime, timedelta
from importlib.resources import files
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from ce_tui.demo.guide import LEARNER, fill

if TYPE_CHECKING:
    from ce_tui.catalog import Catalog

__all__ = ["LEARNER", "SAMPLE", "ZONE", "fill", "sample", "sample_catalog"]

SAMPLE = "northwind.yaml"
ZONE = "America/New_York"
"""The sample organization's zone: what "today" means in its dates."""
_DAY = re.compile(r"\{\{today([+-][0-9]{1,4})?\}\}")
_MINUTE = re.compile(r"\{\{now([+-][0-9]{1,4})?\}\}")


def sample(now: datetime) -> str:
    """The sample catalog as YAML text, with `{{today}}`, `{{today+9}}` and `{{today-3}}` written out as dates, and
    `{{now-20}}` as what the clock says so many minutes later or earlier, in whole five minutes.
    """
    here = now.astimezone(ZoneInfo(ZONE))
    text = files(__name__).joinpath(SAMPLE).read_text("utf-8")
    text = _DAY.sub(lambda match: (here.date() + timedelta(days=int(match[1] or 0))).isoformat(), text)
    five = now - timedelta(minutes=now.minute % 5)

    def clock(match: re.Match[str]) -> str:
        at = five + timedelta(minutes=int(match[1] or 0))
        return f"{at.astimezone(ZoneInfo(ZONE)):%Y-%m-%d %H:%M%z}"

    return _MINUTE.sub(clock, text)


def sample_catalog(now: datetime) -> "Catalog":
    """The sample catalog with its dates around `now`."""
    from ce_tui.catalog import read_text

    return read_text(sample(now), SAMPLE)
