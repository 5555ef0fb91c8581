"""The store of a demo: made whole with its learners' past, joined when it is there, and never a store that counts."""

from datetime import datetime
from hashlib import sha256
from itertools import count
from pathlib import Path

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
"""Others who learn in a demo, with a past that follows from the seed."""


def _open(path: Path | None, now: datetime, seed: int) -> Store:
    """A store whose certificate numbers follow from the seed and from what is claimed, and look as random as ever."""

    def number(learner: str, credit: str, part: int) -> str:
        return _number(f"{seed}/{learner}/{credit}/{part}")

    return Store(path, now, numbers=number, clock_moves=True, wanted=is_demo)


def _number(of: str) -> str:
    """The certificate number of a claim, which no other claim of the store has."""
    digests = (sha256(f"{of}/{n}".encode()).digest() for n in count())
    numbers = (certificate_number(int.from_bytes(digest) >> 196) for digest in digests)
    return as_sample(next(filter(None, numbers)))


def open_demo(path: Path, sample: Sample, learner: Learner, now: datetime, seed: int) -> Store:
    """The demo's store at `path`, filled when there is none yet. Raises StoreError."""

    def fill() -> Store:
        store = _open(None, now, seed)
        try:
            _fill(store, sample, learner, now, seed)
        except BaseException:
            store.close()
            raise
        return store

    if not path.exists():
        make_demo(path, fill)
    if not is_demo(path):  # it came there a moment ago
        raise StoreError(f"{path} was not made by the demo, so the demo does not open it; name another file.")
    return _open(path, now, seed)


def _fill(store: Store, sample: Sample, learner: Learner, now: datetime, seed: int) -> None:
    catalog = sample.catalog_at(now)
    store.catalogs.load(catalog.organization, catalog.credits)
    for one in (learner, *COLLEAGUES):
        store.accounts.save(one)
        past = Past(store, one.key, now)
        if one is learner and sample.past is not None:
            sample.past(past)
        else:
            lively(past, catalog.credits, f"{seed}/{one.key}")
