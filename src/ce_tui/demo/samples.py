"""What the demo can show: each organization with who learns there, what they have done, and in which look."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from ce_tui.catalog import Catalog
from ce_tui.catalog.samples import NORTHWIND, TALLGRASS, SampleCatalog
from ce_tui.credit.parties import Learner
from ce_tui.demo.past import LEARNER, Past, accounting, medicine


@dataclass(frozen=True, slots=True)
class Sample:
    """An organization that the demo can show: its name on the command line and on buttons, its zone (what "today"
    means in its dates), who learns there and what they have done (None: what follows from the seed), its catalog (None:
    its store is there already), and the look it is shown in ("" is the app's own).
    """

    name: str
    title: str
    zone: str
    learner: Learner
    past: Callable[[Past], None] | None = None
    catalog: SampleCatalog | Catalog | None = None
    theme: str = ""

    @property
    def organization(self) -> str:
        """The organization's id, "" where only its store knows it."""
        match self.catalog:
            case SampleCatalog(organization=id):
                return id
            case Catalog(organization=organization):
                return organization.id
        return ""

    def catalog_at(self, now: datetime) -> Catalog:
        """Its catalog; the dates of a sample are around `now`."""
        assert self.catalog is not None
        return self.catalog.read(now) if isinstance(self.catalog, SampleCatalog) else self.catalog


MEDICINE = Sample("medicine", "Northwind Academy", NORTHWIND.zone, LEARNER, medicine, NORTHWIND)
ACCOUNTING = Sample(
    "accounting",
    "Tallgrass Society",
    TALLGRASS.zone,
    Learner("luca", "Luca Moretti, CPA", "luca.moretti@example.org", "IL 065-314159"),
    accounting,
    TALLGRASS,
    theme="textual-light",
)
SAMPLES = {one.name: one for one in (MEDICINE, ACCOUNTING)}
