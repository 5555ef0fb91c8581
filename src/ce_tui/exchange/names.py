"""The words of xAPI, its video profile and cmi5, and which activity is which content."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha1
from shlex import quote as quoted
from urllib.parse import quote, urlsplit

from ce_tui.credit.attendance import AFTERWARDS, BEFOREHAND
from ce_tui.credit.model import Content, ContentKind
from ce_tui.credit.parties import Learner, Organization
from ce_tui.credit.statements import Actor, Statement, effect
from ce_tui.credit.words import ends_at

ADL = "http://adlnet.gov/expapi/"
VIDEO = "https://w3id.org/xapi/video"
VIDEO_EXTENSION = f"{VIDEO}/extensions/"
CMI5 = "https://w3id.org/xapi/cmi5/context"
LAUNCH_MODE = f"{CMI5}/extensions/launchmode"
CMI5_SESSION = f"{CMI5}/extensions/sessionid"
SITTING = "urn:ce-tui:sitting"
"""Context extension: the line of the ledger that a statement was made from, to know it again when it comes back."""
TIMED_SEGMENTS = "urn:ce-tui:timed-segments"
"""Result extension: the part of a video that the learner's own timer counted, written like played segments."""


def home(organization: Organization) -> str:
    """The IRI under which an organization's contents and accounts stand: its website, or a name of our own."""
    site = organization.website.strip()
    if urlsplit(site).scheme in ("http", "https"):
        return quote(site.rstrip("/"), safe="/:?#[]@!$&'()*+,;=%")
    return f"urn:ce-tui:{quote(organization.id, safe='')}"


def activity_id(organization: Organization, content: str) -> str:
    """The IRI of a content: `https://example.org/content/airway` or `urn:ce-tui:nam/content/airway`."""
    return f"{home(organization)}/content/{quote(content, safe='')}"


def home_page(iri: str) -> str:
    """The home page of an account as it is compared: what stands for the same by RFC 3986 is written in one way."""
    parts = urlsplit(iri)
    if not parts.netloc:
        return iri
    host = parts.netloc.lower().removesuffix({"http": ":80", "https": ":443"}.get(parts.scheme.lower(), "-"))
    return f"{parts.scheme.lower()}://{host}{iri[len(parts.scheme) + 3 + len(parts.netloc) :].rstrip('/')}"


Place = tuple[str, str]
"""A content by its organization's id and its own."""
Places = Mapping[str, tuple[tuple[Place, Content], ...]]
"""Every name that contents go by, and which."""
_GUID = re.compile(r"(?:urn:)?(?:(?:uuid|guid):(?://)?)?\{?([^{}/]+)\}?/?", re.I)
_HEX = re.compile(r"[0-9a-f]{32}", re.ASCII)


def _guid(name: str) -> str:
    """A guid as it is compared, whether it stands alone, as `uuid://` or `urn:uuid:`, in braces or in capitals."""
    match = _GUID.fullmatch(name)
    bare = (match[1] if match else name).lower()
    digits = bare.replace("-", "")
    return f"guid {digits if _HEX.fullmatch(digits) else bare}"


def activities(known: Iterable[tuple[Organization, Content]]) -> Places:
    """Every name that a content goes by: its IRI, its address, its bare id, its guid."""
    found: dict[str, dict[Place, Content]] = {}
    for organization, content in known:
        guid = {_guid(content.guid)} if content.guid else set()
        for name in ({activity_id(organization, content.id), content.url, content.id} - {""}) | guid:
            found.setdefault(name, {})[organization.id, content.id] = content
    return {name: (*places.items(),) for name, places in found.items()}


def called(activity: str, known: Places) -> tuple[tuple[Place, Content], ...]:
    """The contents that go by a name."""
    return known.get(activity) or known.get(_guid(activity)) or ()


def place_of(heard: Statement, known: Places) -> tuple[Place, Content] | None:
    """Which content a statement is about. Of several sittings by one name, it is the one that its moment meets."""
    there = called(heard.activity, known)
    if len(there) < 2:
        return next(iter(there), None)
    meeting = [each for each in there if _meets(each[1], heard)]
    return meeting[0] if len(meeting) == 1 and len({place[0] for place, _ in there}) == 1 else None


def _meets(content: Content, heard: Statement) -> bool:
    """Whether a statement was made in a session or around it."""
    over = ends_at(content)
    if content.kind is not ContentKind.SESSION or content.starts_at is None or over is None or heard.at is None:
        return False
    if heard.duration_ms:
        return bool(effect(content, heard).spans)
    return content.starts_at - BEFOREHAND <= heard.at <= over + AFTERWARDS


Account = tuple[str, str]
"""A home page and a name there."""


def learners(known: Iterable[Learner]) -> Mapping[str, str]:
    """Every name that a learner goes by, to the key: the key itself, or a confirmed address that is theirs alone.

    An address stands as it is, folded, and as xAPI hashes it.
    """
    listed = (*known,)
    found = _named(listed)
    keys = {learner.key: learner.key for learner in listed if not _is_wish(learner, learner.key)}
    return {name: next(iter(them)) for name, them in found.items() if len(them) == 1} | keys


def _named(listed: Iterable[Learner]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for learner in listed:
        names = {learner.key.lower(), *(_addressed(learner) if learner.email_confirmed else ())}
        for name in names - {""} if not _is_wish(learner, learner.key) else ():
            found.setdefault(name, set()).add(learner.key)
    return found


def _addressed(learner: Learner) -> set[str]:
    address = learner.email.strip()
    hashes = {sha1(f"mailto:{each}".encode()).hexdigest() for each in {address, address.lower()} if "@" in each}
    return {address.lower(), *hashes} - {""}


def _is_wish(learner: Learner, name: str) -> bool:
    """Whether a name is only what a learner typed as an address: nobody has said yet that it is theirs."""
    return not learner.email_confirmed and (name.lower() in _addressed(learner) or name in _addressed(learner))


def matched(
    actors: Iterable[Actor], known: Iterable[Learner], accounts: Mapping[Account, str], homes: Collection[str]
) -> tuple[dict[Actor, str], dict[Actor, str]]:
    """Which of the actors of some statements is which learner, and why the others are none, as sentences.

    `accounts` are those that are known already, `homes` the home pages under which this store's own learners stand.
    An account of another home page is believed once: afterwards a learner's account is known.
    """
    people = _People.of((*known,), accounts, {home_page(home) for home in homes})
    found: dict[Actor, str] = {}
    why: dict[Actor, str] = {}
    hoped: dict[str, list[Actor]] = {}
    for actor in actors:
        key, reason = people.who(actor)
        if key:
            found[actor] = key
        elif reason:
            why[actor] = reason
        elif named := people.named(actor):
            hoped.setdefault(named, []).append(actor)
    for key, several in hoped.items():
        sure = {actor.home for actor, one in found.items() if one == key and actor.account}
        homes_of = {home for (home, _), one in accounts.items() if one == key} | sure
        _believe_one(key, several, homes_of, found, why)
    return found, why


@dataclass(frozen=True, slots=True)
class _People:
    """What is known of learners: by which names, and which addresses say nothing."""

    names: Mapping[str, str]
    """Learners by everything they are called."""
    shared: Collection[str]
    """Addresses of several learners."""
    wished: Mapping[str, str]
    """Who only typed an address that nobody has confirmed."""
    accounts: Mapping[Account, str]
    ours: Collection[str]
    """The home pages of this store's own organizations."""

    @classmethod
    def of(cls, known: Sequence[Learner], accounts: Mapping[Account, str], ours: Collection[str]) -> "_People":
        shared = {name for name, them in _named(known).items() if len(them) > 1}
        wished = {name: one.key for one in known if not one.email_confirmed for name in _addressed(one)}
        return cls(learners(known), shared, wished, accounts, ours)

    def named(self, actor: Actor) -> str | None:
        return self.names.get(actor.account) or self.names.get(actor.account.lower())

    def who(self, actor: Actor) -> tuple[str, str]:
        """The learner that an actor surely is, or else the reason why it is none; neither where a name may tell."""
        addresses = {actor.mail, actor.mail_hash, actor.openid} - {""}
        alone = {one for one in addresses if "@" not in one or one.lower() not in self.shared}
        theirs = {key for one in alone if (key := self.names.get(one) or self.names.get(one.lower()))}
        by_address, by_name = next(iter(theirs), None), self.named(actor)
        sure = self.accounts.get((actor.home, actor.account)) or (by_name if actor.home in self.ours else None)
        if actor.group:
            return "", "A group is no person."
        if len(theirs) > 1:
            return "", "Its addresses are of different learners."
        if actor.account and sure and by_address in (None, sure):
            return sure, ""
        if by_address and not sure and by_name in (None, by_address):
            return by_address, ""
        if by_address:
            return "", "Its account and its address are of different learners."
        return "", self._no_address_of(actor.mail or actor.mail_hash or actor.openid)

    def _no_address_of(self, address: str) -> str:
        if address.lower() in self.shared:
            return "Several learners have this address."
        if wisher := self.wished.get(address.lower()):
            return f"{wisher} typed this address, and nobody has confirmed it: `ce-tui learners --confirm-email`."
        return ""


def _believe_one(
    key: str, several: Sequence[Actor], homes_of: set[str], found: dict[Actor, str], why: dict[Actor, str]
) -> None:
    """Of accounts that are called like a learner believe one, where no account of theirs is known yet."""
    exact = [actor for actor in several if actor.account == key] or several
    if not homes_of and len(exact) == 1:
        found[exact[0]] = key
        several = [actor for actor in several if actor is not exact[0]]
        homes_of = {exact[0].home}
    for actor in several:
        if homes_of:
            text = f"The account of {key} that is known is of {_listed(homes_of)}."
        else:
            text = f"Several accounts are called like {key}, of {_listed(each.home for each in exact)}."
        known_by = f"`ce-tui learners {quoted(key)} --account {quoted(actor.home)} {quoted(actor.account)}`"
        why[actor] = f"{text} If it is theirs: {known_by}."


def _listed(homes: Iterable[str]) -> str:
    return ", ".join(sorted(home or "no home page" for home in homes))
