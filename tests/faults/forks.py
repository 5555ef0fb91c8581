"""Processes that suffer: a program of its own, which loads everything once and forks those that are killed.

Its unsafe variants take one safety out of the store each.
"""

import json
import os
import random
import select
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from ce_tui.credit.amount import Amount
from ce_tui.credit.claims import ClaimRequest
from ce_tui.credit.ledger import Stretch
from ce_tui.credit.parties import Learner
from ce_tui.credit.types import MINUTE
from ce_tui.store import Refused, Store, StoreError, backups, tables, upgrading  # noqa: F401  (before the forks)
from ce_tui.store.copies import open_copy
from ce_tui.store.engines import connections, sqlite
from ce_tui.store.integrity import problems

Store.preload()
Tell = Callable[..., None]
QUARTER = Amount(250)


def _tell(write: int, *told: Any) -> None:
    os.write(write, json.dumps(told).encode() + b"\n")


class Child:
    """A forked process that does `work` and tells what it did, a line each."""

    def __init__(self, work: Callable[[Tell], None]) -> None:
        self.fd, write = os.pipe()
        self.pid = os.fork()
        if not self.pid:
            os.close(self.fd)
            try:
                work(partial(_tell, write))
            except BaseException as error:
                os.write(write, json.dumps(["error", f"{type(error).__name__}: {error}"]).encode() + b"\n")
            os._exit(0)
        os.close(write)
        self._rest = b""

    def hears(self) -> list[Any]:
        """The next line; [] when there are no more."""
        while b"\n" not in self._rest:
            if not select.select([self.fd], [], [], 60)[0]:
                raise TimeoutError("a process hangs")
            if not (data := os.read(self.fd, 65536)):
                return []
            self._rest += data
        line, _, self._rest = self._rest.partition(b"\n")
        return list(json.loads(line))

    def rest(self) -> list[list[Any]]:
        """All lines until the process ends."""
        lines = [*iter(self.hears, [])]
        os.close(self.fd)
        os.waitpid(self.pid, 0)
        return lines

    def killed(self, after: int) -> list[list[Any]]:
        """What it told until it was killed: somewhere in what it did after it had told so many lines."""
        began = time.monotonic()
        told: list[list[Any]] = []
        while len(told) < after and (line := self.hears()):
            told.append(line)
        took = (time.monotonic() - began) / max(1, len(told))
        time.sleep(random.uniform(0, 1.2 * took))
        os.kill(self.pid, signal.SIGKILL)
        return told + self.rest()


def without(safety: str) -> None:
    """Take a safety out of the store."""
    if safety == "sync":
        connections.journal_mode = lambda *_: ("DELETE", "OFF")
    elif safety == "transaction":
        for name in ("begin", "commit"):
            setattr(sqlite.Sqlite, name, lambda _: None)
    elif safety == "immediate":
        sqlite.Sqlite.begin = _deferred  # type: ignore[method-assign,assignment]


def _deferred(engine: sqlite.Sqlite) -> None:
    engine.connection.execute("BEGIN")


def kill(path: Path, now: datetime, count: int, unsafe: str = "") -> dict[str, Any]:
    """Claim a quarter of one credit after the other, a new process going on where the last was killed.

    A request is sent again until it is acknowledged.
    """
    acknowledged: list[str] = []
    wrong: list[str] = []

    def work(tell: Tell) -> None:
        with Store(path, now) as store:
            keys = store._database.read(
                "SELECT id FROM credit WHERE id > :first ORDER BY id", {"first": len(acknowledged)}
            )
            tell("open")
            for n, (key,) in enumerate(keys, len(acknowledged)):
                request = f"r{n}" if unsafe != "request" else f"r{n}-{random.random()}"
                tell(store.claims.make("ada", key, ClaimRequest(request, QUARTER, "Ada", {}), now).number)

    without(unsafe)
    for n in range(count):
        child = Child(work)
        assert child.hears() == ["open"]
        for told in child.killed(random.randint(1, 3)):
            if told[0] == "error":
                wrong += told[1:]
            else:
                acknowledged += told
        if n % 25 == 24 or n == count - 1:
            wrong += sound(path, now)
        if wrong:
            break
    return {"acknowledged": acknowledged, "wrong": wrong}


def sound(path: Path, now: datetime) -> list[str]:
    """What a check finds, in a process of its own: this one must stay without an open store."""

    def look(tell: Tell) -> None:
        Store(path, now).close()  # what was cut short is undone here
        with open_copy(path, now) as copy:
            tell(*problems(copy), "checked")

    return [text for told in Child(look).rest() for text in told if text != "checked"]


def instant(path: Path, now: datetime, count: int, rounds: int, unsafe: str = "") -> list[list[list[Any]]]:
    """So many processes claim one credit at the same moment; what each of them says, by round."""
    without(unsafe)
    answers = []
    for n in range(rounds):
        gun, fire = os.pipe()

        def work(tell: Tell, credit: int = n + 1, gun: int = gun, fire: int = fire) -> None:
            os.close(fire)
            with Store(path, now) as store:
                tell("open")
                os.read(gun, 1)
                try:
                    made = store.claims.make(
                        "ada", credit, ClaimRequest(f"r{os.getpid()}", Amount(1000), "Ada", {}), now
                    )
                    tell("claimed", made.number)
                except Refused as refused:
                    tell("refused", *refused.reasons)

        children = [Child(work) for _ in range(count)]
        assert all(child.hears() == ["open"] for child in children)
        os.close(fire)
        answers.append([told for child in children for told in child.rest()])
        os.close(gun)
    return answers


def mixed(path: Path, now: datetime, processes: int, steps: int, seed: int, unsafe: str = "") -> list[list[Any]]:
    """Several processes do all kinds of things for a few learners; everything that was acknowledged."""
    without(unsafe)

    def work(tell: Tell, number: int = 0) -> None:
        chance = random.Random(seed * 1000 + number)
        own: list[str] = []
        with Store(path, now) as store:
            organization = store.lists.organizations()[0]
            tell("open")
            for step in range(steps):
                learner, key = chance.choice(("ada", "bob")), chance.randint(1, 12)
                match chance.randrange(10):
                    case 0 | 1 | 2 | 3:
                        minute = chance.randrange(60)
                        span = (minute * MINUTE, (minute + 1) * MINUTE)
                        store.learning.record(learner, key, "airway", Stretch("watched", str(number), span=span), now)
                        tell("watched", learner, minute)
                    case 4 | 5 | 6:
                        with suppress(Refused):
                            request = f"r{number}-{step}"
                            made = store.claims.make(learner, key, ClaimRequest(request, QUARTER, "Ada", {}), now)
                            own.append(made.number)
                            tell("claimed", learner, key, made.number)
                    case 7:
                        store.claims.save_draft(learner, key, {"why": str(step)}, now)
                        store.accounts.save(Learner(learner, f"Name {step}"))
                    case 8:
                        if own:
                            number_ = own.pop()
                            store.certificates.revoke(number_, "Mixed up.", now)
                            tell("revoked", number_)
                    case 9:
                        credit = store.credits.view(learner, key, now).credit
                        store.catalogs.load(organization, [replace(credit, title=f"Title {number} {step}")])
                        store.lists.page("ready", learner, now)

    children = [Child(lambda tell, n=n: work(tell, n)) for n in range(processes)]  # type: ignore[misc]
    return [told for child in children for told in child.rest() if told != ["open"]]


def killed_while(path: Path, now: datetime, count: int, what: str) -> Iterator[list[str]]:
    """Kill a process while it imports, backs up or restores, again and again; what a check finds after each."""

    def importing(store: Store, n: int) -> None:
        organization, credit = store.lists.organizations()[0], store.credits.view("ada", 1, now).credit
        store.catalogs.load(organization, [replace(credit, id=f"new-{n}-{m}") for m in range(150)])

    def work(tell: Tell, n: int = 0) -> None:
        with Store(path, now) as store:
            tell("open")
            for m in range(1000):
                if what == "import":
                    importing(store, 1000 * n + m)
                elif what == "backup":
                    backups.back_up(path, now)
                else:
                    backups.restore(path, None, now, True)
                tell("done")

    for n in range(count):
        child = Child(lambda tell, n=n: work(tell, n))  # type: ignore[misc]
        assert child.hears() == ["open"]
        told = child.killed(1)
        yield [str(one) for one in told if one != ["done"]] + sound(path, now)


def claims(path: Path, now: datetime, unsafe: str = "") -> None:
    """Claim forever and tell each claim at once; for whoever takes the power away."""
    without(unsafe)
    with Store(path, now) as store:
        for (key,) in store._database.read("SELECT id FROM credit ORDER BY id", {}):
            print(store.claims.make("ada", key, ClaimRequest(f"r{key}", QUARTER, "Ada", {}), now).number, flush=True)
    time.sleep(60)


def main() -> None:
    job, path, now, values = sys.argv[1:]
    jobs: dict[str, Callable[..., Any]] = {
        "kill": kill,
        "instant": instant,
        "mixed": mixed,
        "killed_while": killed_while,
        "claims": claims,
    }
    random.seed(job)
    found = jobs[job](Path(path), datetime.fromisoformat(now), **json.loads(values))
    if found is not None:
        print(json.dumps([*found] if isinstance(found, Iterator) else found))


if __name__ == "__main__":
    main()
