"""The sample organization, dated so that every state of a credit can be seen on any day, and its learner's past."""

import re
from datetime import date, datetime, timedelta
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
_TODAY = re.compile(r"\{\{today([+-][0-9]{1,4})?\}\}")


def sample(today: date) -> str:
    """The sample catalog as YAML text, with `{{today}}`, `{{today+9}}` and `{{today-3}}` written out as dates."""
    text = files(__name__).joinpath(SAMPLE).read_text("utf-8")
    return _TODAY.sub(lambda match: (today + timedelta(days=int(match[1] or 0))).isoformat(), text)


def sample_catalog(now: datetime) -> "Catalog":
    """The sample catalog with its dates around `now`."""
    from ce_tui.catalog import read_text

    return read_text(sample(now.astimezone(ZoneInfo(ZONE)).date()), SAMPLE)
