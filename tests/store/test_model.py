"""Any sequence of watching, claiming, revoking, editing, waiting and wrong clocks agrees with a simple model."""

from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from tests.store.conftest import NOW, ORGANIZATION

from ce_tui.credit.amount import Amount
from ce_tui.credit.claims import ClaimRequest
from ce_tui.credit.ledger import Stretch
from ce_tui.credit.listing import State
from ce_tui.credit.model import Claim, Content, ContentKind, Credit, PartialRule, Remainder
from ce_tui.credit.progress import total
from ce_tui.credit.types import MINUTE, credit_type
from ce_tui.store import Refused, Store
from ce_tui.store.integrity import problems

VIDEOS = tuple(Content(id, ContentKind.VIDEO, id, 10 * MINUTE, threshold=1000) for id in ("one", "two"))
HOURS = credit_type("hours", step=Amount(50))
WHOLE = Credit("whole", "Whole", HOURS, Amount(300), VIDEOS[:1])
PARTS = Credit("parts", "Parts", HOURS, Amount(300), VIDEOS, partial=PartialRule())
LOSE = replace(PARTS, id="lose", partial=PartialRule(remainder=Remainder.FORFEIT))
CREDITS = (WHOLE, PARTS, LOSE)
IDS = st.sampled_from([credit.id for credit in CREDITS])


class Machine(RuleBasedStateMachine):
    """The model: minutes watched one by one, credits as last imported, claims as they were returned."""

    @initialize()
    def start(self) -> None:
        self.store = Store(None, NOW)
        self.now: datetime = NOW
        self.credits = {credit.id: credit for credit in CREDITS}
        self.store._database.clock_moves = True  # it is set to before there was this program, too
        self.watched: dict[str, set[int]] = {"one": set(), "two": set()}
        self.complete: set[str] = set()
        self.claims: dict[str, list[Claim]] = {credit.id: [] for credit in CREDITS}
        self.revoked: set[str] = set()
        self.returned: set[str] = set()
        self.reopened = {credit.id: 0 for credit in CREDITS}
        self.requests = 0
        self.store.catalogs.load(ORGANIZATION, CREDITS)

    def teardown(self) -> None:
        if hasattr(self, "store"):
            assert problems(self.store) == []
            self.store.close()

    def key(self, credit: str) -> int:
        return self.store.credits.find(credit)

    def claimed(self, credit: str) -> int:
        return sum(claim.amount.thousandths for claim in self.claims[credit] if claim.number not in self.returned)

    def is_final(self, credit: str) -> bool:
        """What was given back reopens the credit, until a later claim gives up the rest anew."""
        if not self.claimed(credit):
            return False
        claims, claimed = self.claims[credit], self.claimed(credit)
        last = claims[-1].credit
        gave_up = (
            len(claims) > self.reopened[credit]
            and last.partial is not None
            and last.partial.remainder is Remainder.FORFEIT
        )
        return gave_up or claimed >= last.amount.thousandths or claimed >= self.credits[credit].amount.thousandths

    @rule(
        video=st.sampled_from(["one", "two"]),
        start=st.sampled_from([0, 0, 3, 5, 8]),
        end=st.sampled_from([0, 3, 5, 8, 10, 10]),
    )
    def watch(self, video: str, start: int, end: int) -> None:
        self.now += timedelta(minutes=max(0, end - start))
        credit = "whole" if video == "one" else "parts"
        span = (start * MINUTE, end * MINUTE)
        self.store.learning.record(
            "ada",
            self.key(credit),
            video,
            Stretch("watched", "s", span=span, wall_ms=max(0, span[1] - span[0])),
            self.now,
        )
        self.watched[video].update(range(start, end))
        if len(self.watched[video]) == 10:
            self.complete.add(video)

    @rule(credit=IDS, step=st.integers(0, 8), again=st.booleans())
    def claim(self, credit: str, step: int, again: bool) -> None:
        self.requests += 1
        view = self.store.credits.view("ada", self.key(credit), self.now)
        amount = Amount(step * 50)
        allowed = view.state is State.READY and amount in view.choices
        try:
            made = self.store.claims.make(
                "ada", view.key, ClaimRequest(str(self.requests), amount, "Ada", {}), self.now
            )
        except Refused:
            assert not allowed
            return
        assert allowed
        self.claims[credit].append(made)
        if again:
            assert (
                self.store.claims.make("ada", view.key, ClaimRequest(str(self.requests), amount, "Ada", {}), self.now)
                == made
            )

    @rule(credit=IDS, steps=st.integers(2, 8), keep=st.booleans())
    def edit(self, credit: str, steps: int, keep: bool) -> None:
        edited = replace(self.credits[credit], amount=Amount(steps * 50))
        if credit == "lose":
            edited = replace(edited, partial=PartialRule(remainder=Remainder.KEEP if keep else Remainder.FORFEIT))
        try:
            report = self.store.catalogs.load(ORGANIZATION, [edited])
        except Refused:
            assert edited.amount.thousandths < self.claimed(credit)
            return
        assert edited.amount.thousandths >= self.claimed(credit)
        assert report.updated == (edited != self.credits[credit])
        self.credits[credit] = edited

    @rule(credit=IDS, opens=st.integers(-3, 3), closes=st.integers(0, 4))
    def move_window(self, credit: str, opens: int, closes: int) -> None:
        at = self.now + timedelta(hours=opens)
        edited = replace(self.credits[credit], opens_at=at, closes_at=at + timedelta(hours=closes))
        self.store.catalogs.load(ORGANIZATION, [edited])
        self.credits[credit] = edited

    @rule(hours=st.integers(0, 5))
    def wait(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    @rule(minutes=st.sampled_from([-60 * 24 * 400, -90, -61, 61, 60 * 24 * 400]))
    def set_the_clock(self, minutes: int) -> None:
        """Nothing that was recorded changes, and what is done next counts as if the clock had always been so."""
        self.now += timedelta(minutes=minutes)

    @rule(credit=IDS, part=st.integers(0, 3), back=st.booleans())
    def revoke(self, credit: str, part: int, back: bool) -> None:
        if part < len(self.claims[credit]):
            claim = self.claims[credit][part]
            try:
                revoked = self.store.certificates.revoke(claim.number, "Withdrawn.", self.now, give_back=back)
                self.claims[credit][part] = revoked
            except Refused:
                assert claim.number in (self.returned if back else self.revoked)
                return
            assert revoked.revocation is not None
            self.revoked.add(claim.number)
            if back:
                self.returned.add(claim.number)
                self.reopened[credit] = len(self.claims[credit])

    @rule(credit=IDS)
    def reissue(self, credit: str) -> None:
        if self.claims[credit] and (claim := self.claims[credit][-1]).number not in self.revoked:
            self.claims[credit][-1] = self.store.certificates.reissue(claim.number, "", "Lost.", "", self.now)

    @invariant()
    def agrees(self) -> None:
        ready, progress = ({r.id for r in self.store.lists.page(w, "ada", self.now)} for w in ("ready", "progress"))
        assert self.store.lists.count("progress", "ada", self.now) == len(progress)
        for id, credit in self.credits.items():
            view = self.store.credits.view("ada", self.key(id), self.now)
            done = sum(10 if c.id in self.complete else len(self.watched[c.id]) for c in credit.contents)
            assert view.credit == credit
            assert list(view.claims) == self.claims[id]
            assert view.holding.claimed.thousandths == self.claimed(id)
            assert view.holding.measure.current == done * MINUTE
            assert view.holding.measure.complete == all(c.id in self.complete for c in credit.contents)
            final = self.is_final(id)
            opens, closes = credit.opens_at, credit.closes_at
            is_open = (opens is None or opens <= self.now) and (closes is None or self.now < closes)
            assert (view.state is State.CLAIMED) == view.holding.final == final
            assert (view.state is State.READY) == bool(view.choices and is_open) == (id in ready)
            assert (id in progress) == (not final and not (id in ready and view.holding.measure.complete))
            if view.holding.measure.complete and not final:
                assert view.choices[-1].thousandths == credit.amount.thousandths - self.claimed(id)
            for claim in self.claims[id]:
                assert claim.completed_at is None or claim.completed_at <= claim.claimed_at
                assert claim.claimed_before + claim.amount <= claim.credit.amount

    @invariant()
    def adds_up(self) -> None:
        records = self.store.credits.records("ada", [self.key(id) for id in self.credits])
        for video, minutes in self.watched.items():
            assert total(records[video].spans if video in records else ()) == len(minutes) * MINUTE
        made = [claim for claims in self.claims.values() for claim in claims]
        total_claimed = sum(claim.amount.thousandths for claim in made if claim.number not in self.revoked)
        assert sum(total.amount.thousandths for total in self.store.lists.totals("ada")) == total_claimed
        assert self.store.lists.count("claims", "ada", self.now) == sum(map(len, self.claims.values()))


TestMachine = Machine.TestCase
TestMachine.settings = settings(max_examples=60, stateful_step_count=30)
