"""What the demo's learners have done before the curtain rises, so that every state of a credit can be seen."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random

from ce_tui.catalog.samples import NORTHWIND
from ce_tui.credit.amount import NOTHING, Amount
from ce_tui.credit.claims import ClaimRequest
from ce_tui.credit.ledger import Stretch
from ce_tui.credit.model import Claim, Content, ContentKind, Credit
from ce_tui.credit.parties import Learner
from ce_tui.credit.progress import bounds
from ce_tui.credit.questions import AGREED, Answer, Question, QuestionKind, visible
from ce_tui.credit.standing import form
from ce_tui.credit.words import ends_at
from ce_tui.demo.shortcuts import attend
from ce_tui.store import Store, StoreError

LEARNER = Learner("ada", "Ada Lovelace, MD", "ada.lovelace@example.org", "NY 104-271828", profession="MD")


def fill(store: Store, now: datetime, learner: Learner = LEARNER) -> None:
    """Load the medical sample into an empty store and live through the last months of its learner, claims in order."""
    catalog = NORTHWIND.read(now)
    store.catalogs.load(catalog.organization, catalog.credits)
    store.accounts.save(learner)
    medicine(Past(store, learner.key, now))


def medicine(past: "Past") -> None:
    """What the learner of the medical society has done."""
    past.learn("winter-infections", days=8)  # closed unclaimed
    past.learn("radiation-safety", days=50)
    wrong = past.claim("radiation-safety", days=49)
    past.revoke(wrong, "Recorded for the wrong person.", days=40)
    past.learn("stewardship", days=30)
    past.claim("stewardship", days=29)
    past.learn("pain-forum", days=24)
    past.claim("pain-forum", Amount(1000), days=20)  # the rest is given up
    past.learn("journal-club", days=16)
    past.claim("journal-club", days=15)
    past.learn("annual-meeting", "meeting-opening", "meeting-frailty", "meeting-deprescribing", days=10)
    past.claim("annual-meeting", Amount(1500), days=9)  # the rest stays claimable
    past.learn("anticoagulation", days=5)
    past.claim("anticoagulation", days=4)

    past.learn("stroke-first-hour", days=2)
    past.learn("phishing-nano", days=1)
    past.learn("ethics-rounds", days=1)  # earned, opens later
    past.learn("pediatric-dosing", "dosing-one", days=3)
    past.learn("leadership-lab", "lab-feedback", days=7)
    past.learn("difficult-airway", "preoxygenation", days=2)
    past.watch("difficult-airway", "video-laryngoscopy", share=(0, 60), days=1)
    past.watch("difficult-airway", "video-laryngoscopy", share=(75, 82), days=1)
    past.learn("practice-controls", "controls-film", days=1)
    past.fail("practice-controls", "controls-exam", minutes=10)


def accounting(past: "Past") -> None:
    """What the learner of the accountants' society has done."""
    past.learn("yield-curves", days=10)  # closed unclaimed
    past.learn("lease-accounting", days=40)
    past.claim("lease-accounting", days=39)
    past.learn("peer-review", days=21)
    past.claim("peer-review", days=19)
    past.learn("spring-conference", "spring-economy", "spring-audit", "spring-practice", days=9)
    past.claim("spring-conference", Amount(4000), days=7)  # the rest stays claimable
    past.learn("state-ethics", days=4)  # earned, opens later
    past.learn("fraud-small-business", days=2)
    past.learn("invoice-nano", days=1)
    past.learn("revenue-recognition", "revenue-steps", days=3)
    past.watch("revenue-recognition", "revenue-contracts", share=(0, 33), days=1)


def lively(past: "Past", credits: Sequence[Credit], seed: str) -> None:
    """What somebody may have done with any catalog, the same for the same `seed`: of what is over or can be done at
    any time some is claimed, some done, some begun, some untouched.
    """
    random = Random(seed)
    fates = ["claimed", "done", "begun", "untouched"]
    for n, credit in enumerate(credits):
        if n % len(fates) == 0:
            random.shuffle(fates)
        fate, days = fates[n % len(fates)], random.randint(2, 20)
        mine = [content.id for content in credit.contents]
        if fate == "begun":
            mine = mine[: len(mine) // 2]
        try:
            if mine and fate != "untouched":
                past.learn(credit.id, *mine, days=days)
            if fate == "claimed":
                past.claim(credit.id, days=0)
        except StoreError:  # it could not be done then: not yet released, over, or a question of a kind of its own
            continue


class Past:
    """Does things in the store at earlier moments."""

    def __init__(self, store: Store, learner: str, now: datetime) -> None:
        self._store, self._learner, self._now = store, learner, now

    def learn(self, credit: str, *contents: str, days: int) -> None:
        """Complete those contents of a credit (all of them if none is named), `days` ago; sessions once they are over,
        and never one that is not.
        """
        key = self._store.credits.find(credit)
        at = self._now - timedelta(days=days)
        for content in self._store.credits.view(self._learner, key, at).credit.contents:
            if not contents or content.id in contents:
                self._complete(key, content, at)
                at += timedelta(milliseconds=content.length_ms) + timedelta(minutes=2)

    def _complete(self, key: int, content: Content, at: datetime) -> None:
        match content.kind:
            case ContentKind.SESSION:
                self._be_there(key, content, at)
            case ContentKind.QUIZ:
                self._answer_quiz(key, content, at)
            case _:
                self._spend_time(key, content, at)

    def _be_there(self, key: int, content: Content, at: datetime) -> None:
        over = ends_at(content) or at
        if over > self._now:
            return
        if content.check_in or content.secret or content.code:  # else it can be told later
            attend(self._store, self._learner, key, content, at)
        else:
            self._store.sessions.attend(self._learner, key, content.id, "", max(at, over))

    def _answer_quiz(self, key: int, content: Content, at: datetime) -> None:
        several = {q.id for q in content.questions if q.kind is QuestionKind.MULTIPLE}
        answers: dict[str, Answer] = {id: list(right) if id in several else right[0] for id, right in content.correct}
        self._store.quizzes.hand_in(self._learner, key, content.id, answers, at)

    def _spend_time(self, key: int, content: Content, at: datetime) -> None:
        """Read or watch all of it, and answer its attention checks on the way."""
        reading, sitting = content.kind is ContentKind.READING, f"demo-{at:%j%H%M}"
        for place in content.checks:
            answered = at + timedelta(milliseconds=place)
            self._store.learning.answer_check(
                self._learner, key, content.id, place, answered, answered, sitting=sitting
            )
        self._store.learning.record(
            self._learner,
            key,
            content.id,
            Stretch(
                "read" if reading else "watched", sitting, span=bounds(content), wall_ms=content.length_ms, done=reading
            ),
            at + timedelta(milliseconds=content.length_ms),
        )

    def watch(self, credit: str, content: str, *, share: tuple[int, int], days: int) -> None:
        """Watch a video from one percentage of its length to another."""
        key = self._store.credits.find(credit)
        at = self._now - timedelta(days=days) + timedelta(hours=share[0] / 10)
        length = next(
            c for c in self._store.credits.view(self._learner, key, at).credit.contents if c.id == content
        ).length_ms
        start, end = (length * percent // 100 for percent in share)
        self._store.learning.record(
            self._learner,
            key,
            content,
            Stretch("watched", f"demo-{share[0]}", span=(start, end), wall_ms=end - start),
            at,
        )

    def fail(self, credit: str, quiz: str, *, minutes: int) -> None:
        """Hand in an empty attempt."""
        at = self._now - timedelta(minutes=minutes)
        self._store.quizzes.hand_in(self._learner, self._store.credits.find(credit), quiz, {}, at)

    def revoke(self, claim: Claim, reason: str, *, days: int) -> None:
        """Revoke a claim, `days` ago."""
        self._store.certificates.revoke(claim.number, reason, self._now - timedelta(days=days))

    def claim(self, credit: str, amount: Amount | None = None, *, days: int) -> Claim:
        """Claim `amount`, or all there is, `days` ago."""
        key, at = self._store.credits.find(credit), self._now - timedelta(days=days)
        view = self._store.credits.view(self._learner, key, at)
        answers: dict[str, Answer] = {}
        while missing := [q for q in visible(form(view.credit), answers) if q.id not in answers and _answer(q)]:
            answers |= {question.id: _answer(question) for question in missing}
        draft = self._store.claims.draft(self._learner, key, at)
        name = self._store.accounts.learner(self._learner).name
        return self._store.claims.make(
            self._learner,
            key,
            ClaimRequest(draft.request_id, amount or (view.choices or (NOTHING,))[-1], name, answers),
            at,
        )


def _answer(question: Question) -> Answer:
    """A plausible answer to any question."""
    match question.kind:
        case QuestionKind.NOTE:
            return ""
        case QuestionKind.LONG_TEXT:
            return "I will bring the checklist to our next team meeting and use it from then on."
        case QuestionKind.SHORT_TEXT:
            return _TEXTS.get(question.id, "Team meeting")
        case QuestionKind.NUMBER:
            low, high = question.minimum, question.maximum
            return str(low if low is not None else high if high is not None else 5)
        case QuestionKind.DATE:
            day = question.latest or question.earliest
            return day.isoformat() if day else "2026-01-15"
        case QuestionKind.EMAIL:
            return LEARNER.email
        case QuestionKind.SINGLE:
            return question.options[0].id
        case QuestionKind.RATING:
            return question.options[-2].id
        case QuestionKind.MULTIPLE:
            return [option.id for option in question.options[: max(1, question.min_choices)]]
        case QuestionKind.YES_NO:
            return "no" if question.explain_if != "no" else "yes"
        case QuestionKind.MATRIX:
            return {row.id: question.options[-1].id for row in question.rows}
        case QuestionKind.ATTESTATION:
            return AGREED


# Answers that must have a certain form: the sample's ids and numbers are made up.
_TEXTS = {"badge": "0417", "eprofile": "1234567", "birthday": "1210"}
