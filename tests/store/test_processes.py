"""Several programs on one store at once: one claim, no lost progress, no half-made store."""

import subprocess
import sys
import textwrap
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from tests.store.conftest import CREDITS, FORFEIT, HIDDEN, NOW, ORGANIZATION, dump, finish

from ce_tui.credit.amount import Amount
from ce_tui.credit.claims import ClaimRequest
from ce_tui.credit.progress import total
from ce_tui.credit.types import MINUTE
from ce_tui.store import Store

pytestmark = pytest.mark.slow

PREPARE = """
    import sys
    from datetime import datetime
    from pathlib import Path
    from ce_tui.credit.amount import Amount
    from ce_tui.credit.claims import ClaimRequest
    from ce_tui.credit.ledger import Stretch
    from ce_tui.store import Refused, Store, StoreError
    path, number, now = Path(sys.argv[1]), int(sys.argv[2]), datetime.fromisoformat(sys.argv[3])
    print("ready", flush=True)
    sys.stdin.readline()
"""
CLAIM = """
    with Store(path, now) as store:
        try:
            answers = {"why": "x", "attestation": "agreed"}
            request = ClaimRequest(REQUEST, Amount(AMOUNT), "Ada", answers)
            made = store.claims.make("ada", store.credits.find("CREDIT"), request, now)
            print(made.number)
        except Refused as refused:
            print("refused")
"""


@contextmanager
def together(path: Path, script: str, count: int) -> Iterator[list[str]]:
    """What that many processes print that do `script` at the same moment."""
    with ExitStack() as stack:
        code = textwrap.dedent(PREPARE) + textwrap.dedent(script)
        started = [
            stack.enter_context(
                subprocess.Popen(
                    [sys.executable, "-W", "error", "-c", code, str(path), str(n), NOW.isoformat()],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.STDOUT,
                    text=True,
                )
            )
            for n in range(count)
        ]
        for process in started:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
        for process in started:
            assert process.stdin is not None
            process.stdin.write("\n")
            process.stdin.flush()
        yield [process.communicate(timeout=60)[0].strip() for process in started]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "ce.db"
    with Store(path, NOW) as store:
        store.catalogs.load(ORGANIZATION, CREDITS)
        finish(store, "whole", "airway")
    return path


def test_eight_windows_of_one_form_make_one_claim_and_all_hear_of_it(path: Path) -> None:
    script = CLAIM.replace("CREDIT", "whole").replace("AMOUNT", "1000").replace("REQUEST", "'same'")
    with together(path, script, 8) as said, Store(path, NOW) as store:
        (row,) = store.lists.claims("ada")
        assert said == [row.number] * 8


def test_eight_forms_for_one_credit_make_one_claim_and_the_others_are_refused(path: Path) -> None:
    script = CLAIM.replace("CREDIT", "whole").replace("AMOUNT", "1000").replace("REQUEST", "str(number)")
    with together(path, script, 8) as said, Store(path, NOW) as store:
        (row,) = store.lists.claims("ada")
        assert sorted(said) == sorted([row.number] + ["refused"] * 7)


def test_parts_claimed_at_once_never_exceed_what_was_earned(path: Path) -> None:
    script = CLAIM.replace("CREDIT", "parts").replace("AMOUNT", "250").replace("REQUEST", "str(number)")
    with together(path, script, 8) as said, Store(path, NOW) as store:
        assert said.count("refused") == 4
        chain = [
            (made.part, made.claimed_before.thousandths)
            for made in store.credits.view("ada", store.credits.find("parts"), NOW).claims
        ]
        assert chain == [(1, 0), (2, 250), (3, 500), (4, 750)]


def test_progress_recorded_at_once_is_all_kept(path: Path) -> None:
    script = """
        with Store(path, now) as store:
            whole = store.credits.find("whole")
            for minute in range(5):
                span = ((number * 5 + minute) * 60_000, (number * 5 + minute + 1) * 60_000)
                store.learning.record("bob", whole, "airway", Stretch("watched", str(number), span), now)
    """
    with together(path, script, 4) as said, Store(path, NOW) as store:
        assert said == [""] * 4
        assert total(store.credits.records("bob", (store.credits.find("whole"),))["airway"].spans) == 20 * MINUTE
        assert [learner.key for learner in store.accounts.learners()] == ["ada", "bob"]


def test_a_store_made_by_several_at_once_is_one_store(tmp_path: Path) -> None:
    path = tmp_path / "new" / "ce.db"
    script = """
        from ce_tui.credit.parties import Learner
        with Store(path, now) as store:
            store.accounts.save(Learner(str(number)))
    """
    with together(path, script, 4) as said, Store(path, NOW) as store:
        assert said == [""] * 4
        assert len(dump(store)["learner"]) == 4
    assert [file.name for file in path.parent.iterdir()] == ["ce.db"]


def test_a_release_by_another_program_is_noticed_by_the_version_alone(path: Path) -> None:
    with Store(path, NOW) as store:
        before = store.version
        assert store.lists.count("all", "ada", NOW, "hidden") == 1
        assert store.lists.count("progress", "ada", NOW, "hidden") == 0
        assert store.version == before
        release = f"""
            from dataclasses import replace
            with Store(path, now) as store:
                credit = store.credits.view("x", store.credits.find("{HIDDEN.id}"), now).credit
                store.catalogs.load(store.lists.organizations()[0], [replace(credit, release_at=now)])
        """
        with together(path, release, 1) as said:
            assert said == [""]
        assert store.version != before
        assert store.lists.count("progress", "ada", NOW, "hidden") == 1
        assert store.lists.next_change("ada", NOW) != NOW + timedelta(days=1)


def test_a_killed_program_loses_no_claim_that_it_told_of(path: Path) -> None:
    with Store(path, NOW) as store:
        store.catalogs.load(ORGANIZATION, [replace(FORFEIT, id=f"c{n}") for n in range(300)])
    script = """
        with Store(path, now) as store:
            for n in range(300):
                request = ClaimRequest(f"r{n}", Amount(1000), "Ada", {})
                made = store.claims.make("ada", store.credits.find(f"c{n}"), request, now)
                print(made.number, flush=True)
    """
    code = textwrap.dedent(PREPARE) + textwrap.dedent(script)
    arguments = [sys.executable, "-W", "error", "-c", code, str(path), "0", NOW.isoformat()]
    with subprocess.Popen(arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        process.stdin.write("\n")
        process.stdin.flush()
        told = [process.stdout.readline().strip() for _ in range(40)]
        process.kill()
        told += process.stdout.read().split()
    with Store(path, NOW) as store:
        assert store._database.read("PRAGMA integrity_check", {}) == [("ok",)]
        kept = [row.number for row in store.lists.claims("ada", limit=999)]
        assert 40 <= len(told) <= len(kept) < 300
        assert set(told) <= set(kept)
        last = len(kept) - 1
        again = store.claims.make(
            "ada", store.credits.find(f"c{last}"), ClaimRequest(f"r{last}", Amount(1000), "Ada", {}), NOW
        )  # sent again
        assert again.number in kept
