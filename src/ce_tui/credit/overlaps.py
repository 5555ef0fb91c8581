"""Sessions at the same time: how many of them count where each needs minutes of the clock for itself.

To give each its minutes is a flow from minutes to sessions. Which of them are given any is tried out, those that end
last first: how many of the others fit together is known by then, so that little is tried in vain.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

Stay = tuple[tuple[tuple[int, int], ...], int]
"""When somebody was in a session (merged, in order), and how many of those milliseconds it needs."""


TRIES = 2_000
"""So often is tried to fit a session in. Nobody was in dozens of rooms at once; whoever says so gets what was found."""


def most(stays: Sequence[Stay], enough: int) -> int:
    """The most sessions that all get what they need while every moment is used once; no more are looked for than
    are `enough`.
    """
    found = 0
    for group in _groups(stays):
        if found >= enough:
            break
        found += 1 if len(group) == 1 else _most(group, enough - found)
    return found


def _groups(stays: Sequence[Stay]) -> Iterator[list[Stay]]:
    """The sessions in groups that have no moment in common."""
    group: list[Stay] = []
    reach = 0
    for stay in sorted(stays, key=lambda stay: stay[0]):
        spans = stay[0]
        if group and spans[0][0] >= reach:
            yield group
            group = []
        reach = max(reach, spans[-1][1]) if group else spans[-1][1]
        group.append(stay)
    if group:
        yield group


@dataclass(slots=True)
class _Clock:
    """What of each slice of time is free, and how much of it each session has."""

    free: list[int]
    used: list[dict[int, int]]

    def copy(self) -> "_Clock":
        return _Clock([*self.free], [{**used} for used in self.used])

    def give(self, session: int, need: int, slices: Sequence[Sequence[int]]) -> bool:
        """Give a session what it needs, moving others to other slices of theirs; whether that was possible."""
        while need:
            came: dict[int, tuple[int, int]] = {}  # slice: who would take it, and which slice they would give up
            ways, asked, last = [(session, -1)], {session}, -1
            for owner, left in ways:
                for slice in slices[owner]:
                    if slice not in came:
                        came[slice] = owner, left
                        if self.free[slice]:
                            last = slice
                            break
                        others = {other for other, ms in self.used[slice].items() if ms} - asked
                        asked |= others
                        ways += [(other, slice) for other in others]
                if last >= 0:
                    break
            if last < 0:
                return False
            path, slice, moved = [], last, min(need, self.free[last])
            while slice >= 0:
                owner, left = came[slice]
                path.append((slice, owner, left))
                moved = moved if left < 0 else min(moved, self.used[left][owner])
                slice = left
            self.free[last] -= moved
            need -= moved
            for slice, owner, left in path:
                self.used[slice][owner] = self.used[slice].get(owner, 0) + moved
                if left >= 0:
                    self.used[left][owner] -= moved
        return True


@dataclass(frozen=True, slots=True)
class _Group:
    """Sessions of which each overlaps another, those that end last first, on the slices that their edges make."""

    needs: list[int]
    long: list[int]
    """How many milliseconds a slice is long."""
    slices: list[list[int]]
    """The slices of each session."""

    @classmethod
    def of(cls, group: Sequence[Stay]) -> "_Group":
        stays = sorted(group, key=lambda stay: stay[0][-1][1], reverse=True)
        cuts = sorted({moment for spans, _ in stays for span in spans for moment in span})
        at = {moment: slice for slice, moment in enumerate(cuts)}
        slices = [[slice for start, end in spans for slice in range(at[start], at[end])] for spans, _ in stays]
        return cls([need for _, need in stays], [end - start for start, end in pairwise(cuts)], slices)

    def clock(self) -> _Clock:
        return _Clock([*self.long], [{} for _ in self.long])

    def give(self, clock: _Clock, session: int) -> _Clock | None:
        """The clock with what the session needs; None where that does not fit."""
        with_it = clock.copy()
        return with_it if with_it.give(session, self.needs[session], self.slices) else None

    def beside(self, session: int, others: Iterable[int]) -> list[int]:
        """Those of the others that may be had with the session, as far as two alone can tell."""
        needs, long, slices = self.needs, self.long, self.slices
        both = needs[session] - sum(long[slice] for slice in slices[session])
        mine = {*slices[session]}
        return [n for n in others if needs[n] + both <= sum(long[slice] for slice in slices[n] if slice not in mine)]


def _most(stays: Sequence[Stay], enough: int) -> int:
    group = _Group.of(stays)
    greedy, clock = 0, group.clock()
    for session in sorted(range(len(stays)), key=group.needs.__getitem__):
        if with_it := group.give(clock, session):
            greedy, clock = greedy + 1, with_it
    if greedy == len(stays) or greedy >= enough:
        return greedy
    best = [0] * (len(stays) + 1)  # the most of this session and those that end no later
    tries = 0

    def reach(clock: _Clock, others: Sequence[int], more: int) -> bool:
        """Whether so many more of the others fit in."""
        nonlocal tries
        for place, session in enumerate(others):
            if min(best[session], len(others) - place) < more or tries == TRIES:
                break
            tries += 1
            with_it = group.give(clock, session)
            if with_it and reach(with_it, group.beside(session, others[place + 1 :]), more - 1):
                return True
        return more == 0

    for session in reversed(range(len(stays))):
        clock, fits = group.clock(), best[session + 1]
        clock.give(session, group.needs[session], group.slices)
        best[session] = fits + reach(clock, group.beside(session, range(session + 1, len(stays))), fits)
        if best[session] == enough:
            break
    return max(greedy, best[session])
