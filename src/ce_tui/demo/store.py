"""The store of a demo: made whole with its learners' past, joined when it is there, and never a store that counts."""

from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from itertools import count
from pathlib import Path
from typing import Any

from ce_tui.credit.model import Claim
from ce_tui.credit.number import as_sample, certificate_number
from ce_tui.credit.parties import Learner
from ce_tui.demo.past import Past, lively
from ce_tui.demo.samples import Sample
from ce_tui.store import Store, StoreError
from ce_tui.store.demo_stores import is_demo, make_demo

COLLEAGUES = (
    Learner("amara", "Amara Nwosu", "amara@example.org"),
    Learner("lukasz", "Łukasz Żółkiewski", "lukasz@example.org"),
    Learner("mei", "王小明", "mei@example.org"),
    Learner("noor", "Noor Haddad", "noor@example.org"),
)


class DemoStore(Store):
    """A store whose certificate numbers follow from the seed and from what is claimed, and look as random as ever."""

    clock_moves = True

    def __init__(self, path: Path | None, now: datetime, seed: int) -> None:
        super().__init__(path, now, wanted=is_demo)
        self._seed = seed

    def _prepare(self, *what: Any) -> Claim:
        claim = super()._prepare(*what)
        return replace(claim, number=_number(f"{self._seed}/{what[0]}/{claim.credit.id}/{claim.part}"))


def _number(of: str) -> str:
    """The certificate number of a claim, which no other claim of the store has."""
    digests = (sha256(f"{of}/{n}".encode()).digest() for n in count())
    numbers = (certificate_number(int.from_bytes(digest) >> 196) for digest in digests)
    return as_sample(next(filter(None, numbers)))


def open_demo(path: Path, of: Sample, learner: Learner, now: datetime, seed: int) -> Store:
    """The demo's store at `path`, filled when there is none yet. Raises StoreError."""

    def fill() -> Store:
        store = DemoStore(None, now, seed)
        try:
            _fill(store, of, learner, now, seed)
        except BaseException:
            store.close()
            raise
        return store

    if not path.exists():
        make_demo(path, fill)
    if not is_demo(path):  # it came there a moment ago
        raise StoreError(f"{path} was not made by the demo, so the demo does not open it; name another file.")
    return DemoStore(path, now, seed)


def _fill(store: Store, of: Sample, learner: Learner, now: datetime, seed: int) -> None:
    catalog = of.catalog_at(now)
    store.import_catalog(catalog.organization, catalog.credits)
    for one in (learner, *COLLEAGUES):
        store.save_learner(one)
        past = Past(store, one.key, now)
        if one is learner and of.past is not None:
            of.past(past)
        else:
            lively(past, catalog.credits, f"{seed}/{one.key}")
