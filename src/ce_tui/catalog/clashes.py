"""Sessions that run at the same time: told when they are read, for a person's time counts once."""

from collections.abc import Iterable, Sequence
from itertools import combinations

from ce_tui.credit.model import Content, ContentKind, Need, ProgressRule
from ce_tui.credit.overlaps import most
from ce_tui.credit.progress import bounds

_TRIED = 200
"""A credit of more sessions is not tried: that would take long, and nobody writes one of all of them."""


def at_once(contents: Iterable[Content]) -> list[str]:
    """How many of the sessions run at the same time as another, as a sentence in a list; an empty one for none."""
    spans = sorted(bounds(session) for session in {session.id: session for session in _timed(contents)}.values())
    crowded, reach = 0, 0
    for number, (start, end) in enumerate(spans):
        crowded += start < reach or any(following < end for following, _ in spans[number + 1 : number + 2])
        reach = max(reach, end)
    if not crowded:
        return []
    return [f"{crowded} of {len(spans)} sessions run at the same time as another. A person's time counts once."]


def _timed(contents: Iterable[Content]) -> list[Content]:
    """The sessions whose time is known."""
    return [content for content in contents if content.kind is ContentKind.SESSION and content.starts_at is not None]


def clash(contents: Sequence[Content], rule: ProgressRule) -> str:
    """Why a credit can never be complete, as far as nobody can be in two sessions at once; "" when it can."""
    sessions = _timed(contents)
    if rule.need is Need.MINUTES or len(sessions) > _TRIED:
        return ""
    possible = len(contents) - len(sessions) + _most(sessions)
    needed = rule.needed or len(contents)
    if possible >= needed:
        return ""
    pairs = combinations(sorted(sessions, key=bounds), 2)
    both = next((pair for pair in pairs if _most(pair) < len(pair)), sessions[:3])
    titles = " and ".join(f"“{session.title[:60]}”" for session in both)
    instead = f"write `progress: {{ items: {possible} }}`" if possible else "give them other times"
    return f"{needed} items are needed, but nobody can attend {titles}, which run at the same time; {instead}."


def _most(sessions: Sequence[Content]) -> int:
    """How many of the sessions somebody can attend who is in one place at a time."""
    spans = [(bounds(session), session.threshold) for session in sessions]
    return most([((span,), -(-(span[1] - span[0]) * threshold // 1000)) for span, threshold in spans], len(spans))
