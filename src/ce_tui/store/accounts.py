"""Who learns, and who may sign in at a kiosk: badges, PINs (only their hashes come here), and tries that failed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import NamedTuple

from ce_tui.credit.moments import ms, utc
from ce_tui.credit.parties import Learner
from ce_tui.credit.text import clean, fold
from ce_tui.credit.throttle import Throttle
from ce_tui.store.database import Database, Transaction
from ce_tui.store.errors import Refused, decoding

_LEARNER_THROTTLE = Throttle(5, timedelta(seconds=30), timedelta(minutes=15))
_STAFF_THROTTLE = Throttle(5, timedelta(seconds=10), timedelta(minutes=2))
_KIOSK_THROTTLE = Throttle(20, timedelta(seconds=2), timedelta(seconds=30))
"""A station's waits stay short: somebody who guesses there must not keep everybody else out."""
_REMEMBERED = timedelta(days=1)
"""So long the tries of somebody count that failed."""
_STATION_REMEMBERED = timedelta(minutes=10)
"""So long those at a station do, whoever made them."""


class Account(NamedTuple):
    """How a learner signs in at a station. `pin` is what is kept of their PIN, `first_pin` of the one that the staff
    gave for the first sign-in; "" if there is none.
    """

    learner: Learner
    badge: str
    pin: str
    first_pin: str = ""


class Accounts:
    """Learners, by key. Every method may raise StoreError with a sentence for people."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def learner(self, key: str) -> Learner:
        """The learner with that key; one without a name when the store has not met them yet."""
        found = self._accounts("key = :key", key=key)
        return found[0].learner if found else Learner(key)

    def learners(self) -> tuple[Learner, ...]:
        """Everybody whom the store has met, in the order in which it did."""
        return tuple(account.learner for account in self.all())

    def row(self, tx: Transaction, key: str) -> int:
        """The learner's row, made when the store meets them for the first time."""
        sql = "SELECT id FROM learner WHERE key = :key"
        if not (rows := self._database.read(sql, {"key": key})):
            tx.insert("learner", {"key": key, "name": "", "email": "", "license": ""})
            rows = self._database.read(sql, {"key": key})
        return int(rows[0][0])

    def save(self, learner: Learner) -> None:
        """Keep what learners say of themselves. Names on claims already made stay as they are.

        Another address than before is a wish, which the staff has to confirm; Refused when it is somebody else's.
        """
        email = clean(learner.email)
        with self._database.transaction() as tx:
            self.row(tx, learner.key)
            before = self.learner(learner.key)
            same = email.lower() == before.email.lower()  # an accent makes another address
            if email and not same and self._taken(learner.key, email):
                raise Refused([f"The address {email} cannot be used here. Ask the staff to enter it."])
            confirmed = same and before.email_confirmed
            tx.update("learner", _profile(replace(learner, email_confirmed=confirmed)), key=learner.key)

    def _taken(self, learner: str, text: str) -> bool:
        """Whether somebody else goes by that name: a key, a badge, an address, also one that is only asked for.

        An address that looks like another counts as that one.
        """
        rows = self._database.read(
            "SELECT email, badge = :badge OR key = :key FROM learner WHERE key <> :learner",
            {"learner": learner, "badge": fold(clean(text)), "key": clean(text)},
        )
        return any(named or fold(email) == fold(clean(text)) for email, named in rows)

    def find(self, text: str) -> Account | None:
        """Who has that badge number, key or confirmed address; None if nobody has, or several share the address."""
        typed = fold(clean(text))
        found = self._accounts(_KNOWN, typed=typed, text=clean(text))
        exact = [account for account in found if account.badge == typed]  # a badge is nobody else's; an address may be
        found = exact or found
        return found[0] if typed and len(found) == 1 else None

    def all(self, key: str | None = None) -> list[Account]:
        """Everybody, or the one with that key."""
        return self._accounts("1 = 1" if key is None else "key = :key", key=key)

    def _accounts(self, where: str, **values: object) -> list[Account]:
        rows = self._database.read(
            f"""SELECT coalesce(badge, ''), pin, first_pin, key, name, email, license, email_confirmed, profession
                FROM learner WHERE {where} ORDER BY id""",
            values,
        )
        return [
            Account(Learner(key, name, email, license, bool(confirmed), profession), badge, pin, first)
            for badge, pin, first, key, name, email, license, confirmed, profession in rows
        ]

    def try_sign_in(self, text: str | None, station: str, now: datetime) -> timedelta:
        """Count a try before the PIN is even looked at, so that no crash forgets it; or how long to wait before one.

        `text` is the badge or address that was typed, None for the staff's passcode.
        """
        with self._database.transaction() as tx:
            who = self._who(text, station)
            mine = self._tries("who", who, now - _REMEMBERED)
            here = self._tries("station", station, now - _STATION_REMEMBERED)
            throttle = _STAFF_THROTTLE if text is None else _LEARNER_THROTTLE
            wait = max(throttle.wait(mine, now), _KIOSK_THROTTLE.wait(here, now))
            if not wait:
                tx.execute("DELETE FROM sign_in WHERE at < :before", {"before": ms(now - 7 * _REMEMBERED)})
                tx.insert("sign_in", {"who": who, "station": station, "at": ms(now)})
            return wait

    def signed_in(self, text: str | None, station: str = "") -> None:
        """Forget the tries of somebody who has signed in, or (None) of the staff at that station."""
        with self._database.transaction() as tx:
            tx.delete("sign_in", who=self._who(text, station))

    def _who(self, text: str | None, station: str = "") -> str:
        """Whose tries are counted together: a learner's, by whichever of their names, or a text's that names nobody.

        The staff's are counted by station: who guesses at one keeps them out of no other.
        """
        if text is None:
            return f"staff {station}"
        account = self.find(text)
        return sha256(fold(clean(account.learner.key if account else text)).encode()).hexdigest()

    def _tries(self, column: str, value: str, since: datetime) -> list[datetime]:
        rows = self._database.read(
            f"SELECT at FROM sign_in WHERE {column} = :value AND at >= :since ORDER BY at",
            {"value": value, "since": ms(since)},
        )
        with decoding():
            return [utc(at) for (at,) in rows]

    def set_pin(self, learner: str, kept: str, *, anew: bool = True) -> None:
        """Keep the hash of a PIN, "" to take it away; the staff's first one is used up with it.

        Without `anew` only where there is none yet (else Refused).
        """
        with self._database.transaction() as tx:
            self.row(tx, learner)
            if not anew and self._accounts("key = :key AND pin <> ''", key=learner):
                raise Refused(["A PIN has been set in the meantime; please sign in with it."])
            tx.update("learner", {"pin": kept, "first_pin": ""}, key=learner)

    def give_first_pins(self, kept: Mapping[str, str]) -> None:
        """Keep the hashes of first PINs, by learner: each takes the place of whatever PIN there was."""
        with self._database.transaction() as tx:
            for learner, first in kept.items():
                self.row(tx, learner)
                tx.update("learner", {"pin": "", "first_pin": first}, key=learner)
                tx.delete("sign_in", who=self._who(learner))

    def keep(self, learner: Learner, badge: str, *, reset_pin: bool = False) -> tuple[str, ...]:
        """Keep what the staff says of a learner, new or known; Refused when badge or address is somebody else's.

        `reset_pin` takes the PIN away, with the tries that failed. An address that the staff confirms is taken from
        those who only asked for it: their keys.
        """
        folded, email = fold(clean(badge)), clean(learner.email)
        with self._database.transaction() as tx:
            self.row(tx, learner.key)
            taken = self._accounts(
                "key <> :key AND (badge = :badge OR key = :text)", key=learner.key, badge=folded, text=clean(badge)
            )
            if folded and taken:
                raise Refused([f"Badge {clean(badge, 60)} belongs to somebody else already."])
            wished = self._claimants(learner.key, email) if learner.email_confirmed and email else []
            for other in wished:
                without = _profile(replace(other.learner, email="", email_confirmed=False))
                kept = None if other.badge == fold(email) else other.badge or None
                tx.update("learner", {**without, "badge": kept}, key=other.learner.key)
            tx.update("learner", {**_profile(learner), "badge": folded or None}, key=learner.key)
            if reset_pin:
                tx.update("learner", {"pin": "", "first_pin": ""}, key=learner.key)
                for text in {self._who(text) for text in filter(None, (learner.key, badge, learner.email))}:
                    tx.delete("sign_in", who=text)
            return tuple(other.learner.key for other in wished)

    def _claimants(self, learner: str, email: str) -> list[Account]:
        """Who else has asked for an address, or signed up with it; Refused when it is theirs by the staff's word."""
        found = self._accounts(
            "key <> :key AND (lower(email) = :email OR badge = :badge)",
            key=learner,
            email=email.lower(),
            badge=fold(email),
        )
        for other in found:
            if other.learner.email_confirmed and other.learner.email.lower() == email.lower():
                raise Refused([f"The address {clean(email, 60)} belongs to {other.learner.key} already."])
        return found

    def register(self, learner: Learner, badge: str, pin: str) -> None:
        """Take in somebody new, all or nothing. Refused when the key, badge or address is known already."""
        with self._database.transaction() as tx:
            for text in filter(None, (learner.key, badge, learner.email)):
                if self._taken("", text):
                    raise Refused([f"“{clean(text, 60)}” is known here already; sign in with it, or ask the staff."])
            tx.insert(
                "learner",
                {
                    "key": clean(learner.key),
                    "name": clean(learner.name),
                    "email": clean(learner.email),
                    "license": clean(learner.license),
                    "profession": clean(learner.profession),
                    "badge": fold(clean(badge)) or None,
                    "pin": pin,
                },
            )


_KNOWN = "badge = :typed OR key = :text OR (email_confirmed = 1 AND lower(email) = lower(:text))"


def _profile(learner: Learner) -> dict[str, object]:
    """What is kept of what a learner says of themselves, by column."""
    about = {"name": learner.name, "email": learner.email, "license": learner.license}
    about["profession"] = learner.profession
    return {**{name: clean(text) for name, text in about.items()}, "email_confirmed": int(learner.email_confirmed)}
