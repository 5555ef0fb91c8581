"""The words of xAPI, its video profile and cmi5, and which activity is which content."""

from collections.abc import Iterable, Mapping
from urllib.parse import quote, urlsplit

from ce_tui.credit.model import Content
from ce_tui.credit.parties import Learner, Organization

ADL = "http://adlnet.gov/expapi/"
VIDEO = "https://w3id.org/xapi/video"
VIDEO_EXTENSION = f"{VIDEO}/extensions/"
CMI5 = "https://w3id.org/xapi/cmi5/context"
LAUNCH_MODE = f"{CMI5}/extensions/launchmode"
CMI5_SESSION = f"{CMI5}/extensions/sessionid"
SITTING = "urn:ce-tui:sitting"
"""Context extension: the line of the ledger that a statement was made from, to know it again when it comes back."""


def home(organization: Organization) -> str:
    """The IRI under which an organization's contents and accounts stand: its website, or a name of our own."""
    site = organization.website.strip()
    if urlsplit(site).scheme in ("http", "https"):
        return quote(site.rstrip("/"), safe="/:?#[]@!$&'()*+,;=%")
    return f"urn:ce-tui:{quote(organization.id, safe='')}"


def activity_id(organization: Organization, content: str) -> str:
    """The IRI of a content: `https://example.org/content/airway` or `urn:ce-tui:nam/content/airway`."""
    return f"{home(organization)}/content/{quote(content, safe='')}"


Place = tuple[str, str]
"""A content by its organization's id and its own."""


def activities(known: Iterable[tuple[Organization, Content]]) -> Mapping[str, Place]:
    """Every name that a content goes by: its IRI, its address, its bare id. What two contents share names none."""
    found: dict[str, set[Place]] = {}
    for organization, content in known:
        for name in {activity_id(organization, content.id), content.url, content.id} - {""}:
            found.setdefault(name, set()).add((organization.id, content.id))
    return {name: next(iter(places)) for name, places in found.items() if len(places) == 1}


def learners(known: Iterable[Learner]) -> Mapping[str, str]:
    """Every name that a learner goes by, to the key: the key itself, or an address that is theirs alone."""
    listed = (*known,)
    found: dict[str, set[str]] = {}
    for learner in listed:
        for name in {learner.key.casefold(), learner.email.casefold()} - {""}:
            found.setdefault(name, set()).add(learner.key)
    keys = {learner.key: learner.key for learner in listed}
    return {name: next(iter(them)) for name, them in found.items() if len(them) == 1} | keys
