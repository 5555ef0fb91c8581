"""Who and what a statement is about: identity is the whole identity."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha1

import pytest

from ce_tui.credit.model import Content, ContentKind
from ce_tui.credit.parties import Learner, Organization
from ce_tui.credit.statements import Actor, Statement
from ce_tui.exchange.names import activities, activity_id, home_page, learners, matched, place_of

AT = datetime(2026, 5, 31, 9, 0, tzinfo=UTC)
HOUR = 3_600_000
NAM = Organization("nam", "N", website="https://nam.example/")
OTHER = Organization("ö b", "O")
FILM = Content("airway", ContentKind.VIDEO, "Airway", 60_000)
SHARED = Content("shared", ContentKind.VIDEO, "S", url="https://v.example/s.mp4")
GUID = "7c1e5b20-4d3a-4f6b-9a10-00000000000a"
TALK = Content("talk", ContentKind.SESSION, "Talk", HOUR, starts_at=AT, guid=GUID)
AGAIN = replace(TALK, id="talk-2", starts_at=AT + timedelta(days=1))


def about(activity: str, at: datetime | None = AT, duration_ms: int | None = None) -> Statement:
    return Statement("i", "ada", activity, "attended", at, duration_ms=duration_ms)


def found(activity: str, *contents: tuple[Organization, Content], at: datetime | None = AT) -> str | None:
    place = place_of(about(activity, at), activities(contents))
    return None if place is None else f"{place[0][0]}/{place[0][1]}"


def test_names_lead_to_one_content_or_to_none() -> None:
    known = [(NAM, FILM), (NAM, SHARED), (OTHER, SHARED)]
    assert activity_id(NAM, "airway") == "https://nam.example/content/airway"
    assert activity_id(OTHER, "a/b c") == "urn:ce-tui:%C3%B6%20b/content/a%2Fb%20c"
    assert found("airway", *known) == found("https://nam.example/content/airway", *known) == "nam/airway"
    assert found(activity_id(OTHER, "shared"), *known) == "ö b/shared"
    assert [found(name, *known) for name in ("shared", SHARED.url, "", "Airway")] == [None] * 4


@pytest.mark.parametrize(
    "name",
    [
        GUID,
        GUID.upper(),
        f"uuid://{GUID}",
        f"urn:uuid:{GUID}",
        f"URN:UUID:{GUID.upper()}",
        f"uuid:{GUID}",
        f"{{{GUID}}}",
        f"urn:uuid:{{{GUID}}}",
        GUID.replace("-", ""),
        f"uuid://{GUID}/",
        f"guid:{GUID}",
    ],
)
def test_a_session_is_known_by_its_guid(name: str) -> None:
    assert found(name, (NAM, TALK), (NAM, FILM)) == "nam/talk"


@pytest.mark.parametrize("name", [GUID[:-1], f"{GUID}0", f"https://x.example/feedback/{GUID}", f"urn:isbn:{GUID}"])
def test_what_only_holds_a_guid_is_something_else(name: str) -> None:
    assert found(name, (NAM, TALK)) is None


def test_of_two_sittings_with_one_guid_the_moment_decides() -> None:
    both = ((NAM, TALK), (NAM, AGAIN))
    assert found(f"urn:uuid:{GUID}", *both, at=AT) == "nam/talk"
    assert found(f"urn:uuid:{GUID}", *both, at=AT + timedelta(days=1, minutes=50)) == "nam/talk-2"
    assert found(f"urn:uuid:{GUID}", *both, at=AT + timedelta(hours=12)) is None
    assert found(f"urn:uuid:{GUID}", *both, at=None) is None
    next_hour = replace(TALK, id="talk-3", starts_at=AT + timedelta(hours=1))
    known = activities([(NAM, TALK), (NAM, next_hour)])
    assert place_of(about(GUID, AT + timedelta(minutes=5), HOUR // 2), known) == (("nam", "talk"), TALK)
    assert place_of(about(GUID, AT + timedelta(hours=1), HOUR // 2), known) is None  # the end of one, or a beginning
    assert found(GUID, (NAM, TALK), (OTHER, AGAIN)) is None  # whose it is no moment can tell


def test_learners_are_known_by_their_key_and_by_what_is_theirs_alone() -> None:
    given = {"Ada": "A@x.org", "bob": "b@x.org", "bo": "B@X.org"}
    who = learners([Learner(key, email=email, email_confirmed=True) for key, email in given.items()])
    assert (who["ada"], who["Ada"], who["a@x.org"]) == ("Ada", "Ada", "Ada")
    assert "b@x.org" not in who
    assert who[sha1(b"mailto:A@x.org").hexdigest()] == who[sha1(b"mailto:a@x.org").hexdigest()] == "Ada"
    assert sha1(b"mailto:b@x.org").hexdigest() not in who


LMS, LRS = "https://lms.example", "https://lrs.example"
KIM, PAT = (Learner(key, email=f"{key}@x.org", email_confirmed=True) for key in ("kim", "pat"))


def match(*actors: Actor, accounts: dict[tuple[str, str], str] | None = None, homes: tuple[str, ...] = ()) -> list[str]:
    """The key of each actor's learner, or why it is none, without what to do."""
    who, why = matched(actors, [KIM, PAT], accounts or {}, homes)
    return [
        who.get(actor) or why.get(actor, "").partition(" If it is theirs: `ce-tui learners ")[0] for actor in actors
    ]


def test_an_account_is_its_home_page_and_its_name() -> None:
    assert match(Actor(LMS, "kim")) == ["kim"]
    known = {(LMS, "kim"): "kim"}
    assert match(Actor(LMS, "kim"), accounts=known) == ["kim"]
    told = "The account of kim that is known is of https://lms.example."
    assert match(Actor(LRS, "kim"), Actor("", "kim"), accounts=known) == [told, told]
    assert match(Actor(LMS, "Kim"), accounts=known) == [told]  # another one there, by the letter
    assert match(Actor(LRS, "kim"), accounts=known, homes=(LRS + "/",)) == ["kim"]  # our own
    assert match(Actor(LRS, "u17"), accounts={(LRS, "u17"): "pat"}) == ["pat"]  # whatever it is called


def test_of_two_systems_with_the_same_name_none_is_guessed() -> None:
    both = match(Actor(LMS, "kim"), Actor(LRS, "kim"))
    assert both == ["Several accounts are called like kim, of https://lms.example, https://lrs.example."] * 2
    assert match(Actor(LMS, "kim"), Actor(LRS, "kim"), homes=(LMS,)) == [
        "kim",
        "The account of kim that is known is of https://lms.example.",
    ]
    assert match(Actor(LMS, "kim"), Actor(LMS, "KIM")) == [
        "kim",
        "The account of kim that is known is of https://lms.example.",
    ]
    _, why = matched([Actor(LRS, "kim's")], [Learner("kim's")], {(LMS, "kim's"): "kim's"}, ())
    (told,) = why.values()
    assert told.endswith("""`ce-tui learners 'kim'"'"'s' --account https://lrs.example 'kim'"'"'s'`.""")


def test_addresses_are_matched_folded_and_hashed() -> None:
    hashed = sha1(b"mailto:kim@x.org").hexdigest()
    assert match(Actor(mail="KIM@x.org"), Actor(mail_hash=hashed), Actor(mail="eve@x.org")) == ["kim", "kim", ""]
    assert match(Actor(openid="https://id.example/kim")) == [""]
    assert match(Actor(LMS, "kim", mail="pat@x.org")) == ["Its account and its address are of different learners."]
    assert match(Actor(LMS, "u17", mail="pat@x.org")) == ["pat"]
    twins = [KIM, replace(PAT, email="KIM@x.org")]
    who, why = matched([Actor(mail="kim@x.org"), Actor(mail_hash=hashed)], twins, {}, ())
    assert (who, {*why.values()}) == ({}, {"Several learners have this address."})


def test_an_address_that_is_the_key_of_another_is_of_nobody() -> None:
    both = [KIM, Learner("kim@x.org")]
    assert matched([Actor(mail="kim@x.org")], both, {}, ())[1].popitem()[1] == "Several learners have this address."
    assert matched([Actor(LMS, "kim@x.org")], both, {}, ())[0].popitem()[1] == "kim@x.org"  # as an account it is whole


def test_all_addresses_of_an_actor_are_looked_at() -> None:
    kims, pats = (sha1(f"mailto:{key}@x.org".encode()).hexdigest() for key in ("kim", "pat"))
    told = "Its addresses are of different learners."
    assert (
        match(Actor(mail="kim@x.org", mail_hash=pats), Actor(LMS, "kim", mail="kim@x.org", mail_hash=pats))
        == [told] * 2
    )
    assert match(Actor(mail="kim@x.org", mail_hash=kims), Actor(mail="old@x.org", mail_hash=kims)) == ["kim", "kim"]


@pytest.mark.parametrize(
    ("ours", "other"), [("straße@x.org", "strasse@x.org"), ("ﬁona@x.org", "fiona@x.org"), ("ſam@x.org", "sam@x.org")]
)
def test_letters_that_only_fold_alike_are_others(ours: str, other: str) -> None:
    listed = [Learner("one", email=ours, email_confirmed=True), Learner(ours.partition("@")[0])]
    who, _ = matched([Actor(mail=ours), Actor(mail=other)], listed, {}, ())
    assert [*who.values()] == ["one"]
    assert matched([Actor(LMS, other.partition("@")[0])], listed, {}, ())[0] == {}


def test_a_group_is_no_person() -> None:
    assert match(Actor(group="Group kim (https://lms.example)")) == ["A group is no person."]


@pytest.mark.parametrize(
    ("one", "same"),
    [
        ("https://LMS.example", "https://lms.example/"),
        ("HTTPS://lms.example:443/", "https://lms.example"),
        ("http://lms.example:80/a/", "http://lms.example/a"),
        ("urn:x", "urn:x"),
    ],
)
def test_a_home_page_is_the_same_however_it_is_written(one: str, same: str) -> None:
    assert home_page(one) == home_page(same)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://lms.example/a", "https://lms.example/b"),
        ("https://lms.example", "http://lms.example"),
        ("https://lms.example/A", "https://lms.example/a"),
        ("https://lms.example:8443", "https://lms.example"),
        ("https://lms.example?site=1", "https://lms.example?site=2"),
        ("", "https://lms.example"),
    ],
)
def test_another_home_page_is_another(one: str, other: str) -> None:
    assert home_page(one) != home_page(other)
