"""A YAML catalog -> an organization and its credits, or everything that is wrong with it."""

from dataclasses import replace
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import TypeAdapter

from ce_tui.catalog import asking
from ce_tui.catalog import format as fmt
from ce_tui.catalog.boards import lacks, shared_statement
from ce_tui.catalog.credits import build_credit
from ce_tui.catalog.guard import Steps, parse_yaml
from ce_tui.catalog.lettering import warn_of_letters
from ce_tui.catalog.messages import Report
from ce_tui.catalog.questions import build_form
from ce_tui.catalog.quizzes import build_quiz
from ce_tui.catalog.result import Catalog, CatalogError, Lacking, all_shown
from ce_tui.catalog.values import Stamp, resolve
from ce_tui.credit.model import Content, ContentKind, Credit
from ce_tui.credit.parties import Organization
from ce_tui.credit.text import clean
from ce_tui.credit.words import position, span_of
from ce_tui.credit.work import Tell, silent, told

_MOST_ASKED = 500
"""So many questions can be asked in one form, or stand in one set."""
_SECRET = 16
"""So many characters of a session's secret cannot be guessed; a shorter one is warned of."""

Written = list[tuple[Steps, asking.Base]]
"""Questions as they are written, each with its place."""


@cache
def _adapter(annotation: Any) -> TypeAdapter[Any]:
    return TypeAdapter(annotation)


def read_catalog(text: str, name: str, folder: Path, tell: Tell = silent, lacking: Lacking = all_shown) -> Catalog:
    """The catalog in a YAML text. `name` is said in messages, `folder` is where relative file paths start.

    Each part is checked on its own, so that one mistake hides no other; only checks that need a broken part wait.
    Raises CatalogError with all problems.
    """
    tree, duplicates = parse_yaml(text, name, tell)
    report = Report(clean(name), tree, list(duplicates))
    if not isinstance(tree.data, dict):
        report.add((), "this is not a catalog; start it with `organization:` and `credits:`.")
        raise CatalogError(report.found)
    top = report.check(_adapter(fmt.Catalog), None, ())
    organization = _organization(report)
    zone = ZoneInfo(organization.zone) if organization else ZoneInfo("UTC")
    if top is None and not isinstance(tree.get(("credits",)), list):
        raise CatalogError(report.found)
    contents = _contents(report, zone, folder, tell)
    credits = _credits(report, organization, contents, zone, tell)
    _unused(report)
    if report.problems or organization is None:
        raise CatalogError(report.found)
    catalog = Catalog(organization, credits)
    if shared := shared_statement(organization, catalog.credits):
        report.warn(("organization", "accreditation"), shared)
    warn_of_letters(report, catalog, lacking)
    return replace(catalog, warnings=tuple(report.warnings))


def _credits(
    report: Report, organization: Organization | None, contents: dict[str, Content | None], zone: ZoneInfo, tell: Tell
) -> tuple[Credit, ...]:
    """The credits of the file that have no problem of their own."""
    sets = _sets(report)
    credits: list[Credit] = []
    ids: dict[str, Steps] = {}
    for path in told(_entries(report, ("credits",)), "Checking credits", tell):
        id = report.tree.get((*path, "id"))
        key = id.strip().casefold() if isinstance(id, str) else ""
        if key and (first := ids.setdefault(key, path)) != path:
            line = report.line((*first, "id"))
            report.add((*path, "id"), f"credit id `{clean(key, 64)}` is used on line {line} too; choose another.")
        written = report.check(_adapter(fmt.Credit), fmt.Credit, path)
        asked = _asked(report, (*path, "questions"), sets)
        own = [contents.get(_content_key(report, entry)) for entry in _entries(report, (*path, "contents"))]
        speakers = tuple(dict.fromkeys(name for content in own if content for name in content.speakers))
        questions = build_form(report, path, asked, speakers)
        credit = build_credit(report, path, written, own, zone) if written is not None else None
        if credit is not None:
            credits.append(replace(credit, questions=questions))
            if organization is not None:
                _ask_board(report, path, organization, credit)
    return tuple(credits)


def _ask_board(report: Report, path: Steps, organization: Organization, credit: Credit) -> None:
    """Tell what the credit's board forbids or misses on its certificates."""
    for lack in lacks(organization, credit):
        owner: Steps = path if lack.in_credit else ("organization",)
        place = (*owner, lack.key) if report.tree.get((*owner, lack.key)) is not None else owner
        if lack.is_forbidden:
            report.add(place, lack.message)
        else:
            report.warn_once(place, lack.message)


def _entries(report: Report, path: Steps) -> list[Steps]:
    value = report.tree.get(path)
    return [(*path, step) for step in range(len(value))] if isinstance(value, list) else []


def _organization(report: Report) -> Organization | None:
    path: Steps = ("organization",)
    if report.tree.get(path) is None:
        return None  # said already: it is missing
    written = report.check(_adapter(fmt.Organization), fmt.Organization, path)
    if written is None:
        return None
    if report.tree.get((*path, "zone")) is None:
        report.warn(
            path, "`zone` is not set, so dates are those of UTC; write yours, such as `zone: America/New_York`."
        )
    signatory = written.signatory
    return Organization(
        id=written.id,
        name=written.name,
        acronym=written.acronym,
        zone=written.zone,
        instructions=written.instructions,
        signatory_name=signatory.name if signatory else "",
        signatory_title=signatory.title if signatory else "",
        accreditation=written.accreditation,
        website=written.website,
        paper=written.paper,
        address=written.address,
        sponsor_id=written.sponsor_id,
        accreditations=tuple(written.accreditations.items()),
    )


def _sets(report: Report) -> dict[str, Written]:
    sets: dict[str, Written] = {}
    for path in _sets_of(report):
        sets[str(path[-1])] = _asked(report, path, sets)  # a set may name those before it
    return sets


def _sets_of(report: Report) -> list[Steps]:
    written = report.tree.get(("questions",))
    return [("questions", name) for name in written] if isinstance(written, dict) else []


def _asked(report: Report, path: Steps, sets: dict[str, Written]) -> Written:
    """The questions at `path` with their places; names of sets stand for the questions of those."""
    asked: Written = []
    for entry in _entries(report, path):
        question = report.check(_adapter(asking.Question), None, entry)
        if isinstance(question, str):
            if question in sets:
                asked.extend(sets[question])
                if len(asked) > _MOST_ASKED:  # sets of sets grow with every step: stop before they fill the machine
                    message = f"with the set `{question}` more than {_MOST_ASKED} questions are asked; ask fewer."
                    report.add(entry, message)
                    return []
            else:
                known = f"known are {', '.join(sets)}" if sets else "define it under `questions:` at the top"
                report.add(entry, f"there is no set of questions `{question}`; {known}.")
        elif question is not None:
            asked.append((entry, question))
    return asked


def _content_key(report: Report, entry: Steps) -> str:
    """The id that an entry of `contents` has or refers to, as ids are compared."""
    value = report.tree.get(entry)
    if isinstance(value, dict):
        value = value.get("id")
    return value.strip().casefold() if isinstance(value, str) else ""


def _contents(report: Report, zone: ZoneInfo, folder: Path, tell: Tell) -> dict[str, Content | None]:
    """Every content of the file by its id; None for one that has problems."""
    shared = _entries(report, ("contents",))
    inside = [entry for credit in _entries(report, ("credits",)) for entry in _entries(report, (*credit, "contents"))]
    monitored = _monitored(report)
    contents: dict[str, Content | None] = {}
    places: dict[str, Steps] = {}
    references = []
    for entry in told(shared + inside, "Checking contents", tell):
        written = report.check(_adapter(fmt.Content), None, entry)
        if isinstance(written, str):
            references.append((entry, written))
            continue
        key = _content_key(report, entry)
        if key and (first := places.setdefault(key, entry)) != entry:
            line = report.line((*first, "id"))
            message = f"content id `{clean(key, 64)}` is used on line {line} too; choose another, or refer to it by id."
            report.add((*entry, "id"), message)
        elif written is not None:
            if key in monitored and "threshold" not in written.model_fields_set:
                written = written.model_copy(update={"threshold": 1000})
            contents[key] = build_content(report, entry, written, zone, folder)
        elif key:
            contents[key] = None
    for entry, id in references:
        if entry in shared:
            report.add(entry, f"`{id}` is only an id; write the content out here, with `kind`, `id` and `title`.")
        elif id.casefold() not in places:
            report.add(entry, f"there is no content `{id}` in this file; define it under `contents:`.")
    return contents


def _monitored(report: Report) -> set[str]:
    """The ids of contents of group programs, of which all must be attended unless they say otherwise."""
    kinds = {path: report.tree.get((*path, "type", "activity")) for path in _entries(report, ("credits",))}
    return {
        _content_key(report, entry)
        for path, kind in kinds.items()
        if isinstance(kind, str) and kind.strip().lower() == "group"
        for entry in _entries(report, (*path, "contents"))
    }


def _unused(report: Report) -> None:
    """Warn of what is defined once for all and then used by no credit."""
    sets = _sets_of(report)
    forms = [*sets, *((*credit, "questions") for credit in _entries(report, ("credits",)))]
    asked = [report.tree.get(entry) for form in forms for entry in _entries(report, form)]
    for path in sets:
        if path[-1] not in asked:
            report.warn(path, f"the questions `{clean(str(path[-1]), 64)}` are asked by no credit.")
    used = {
        _content_key(report, entry)
        for credit in _entries(report, ("credits",))
        for entry in _entries(report, (*credit, "contents"))
    }
    for entry in _entries(report, ("contents",)):
        if (key := _content_key(report, entry)) and key not in used:
            report.warn(entry, f"content `{clean(key, 64)}` belongs to no credit.")


def build_content(report: Report, path: Steps, written: Any, zone: ZoneInfo, folder: Path) -> Content:
    """One content; cross-field problems go to the report."""
    more: dict[str, Any] = {}
    match written:
        case fmt.Video():
            more = _video(report, path, written, folder)
        case fmt.Session():
            more = _session(report, path, written, zone)
        case fmt.Reading():
            if not written.text and not written.url:
                report.add(path, f"reading `{written.id}` needs `text` or `url`.")
            more = {"text": written.text, "url": written.url, "timer": written.timer}
        case fmt.Quiz():
            more = _quiz(report, path, written)
    if isinstance(written, fmt.Video | fmt.Session) and not written.length:
        report.add((*path, "length"), "`length` is 0; write how long it is.")
    speakers = [written.speakers] if isinstance(written.speakers, str) else written.speakers
    return Content(
        id=written.id,
        kind=ContentKind(written.kind),
        title=written.title,
        length_ms=written.length,
        speakers=tuple(dict.fromkeys(speakers)),
        description=written.description,
        **more,
    )


def _video(report: Report, path: Steps, written: fmt.Video, folder: Path) -> dict[str, Any]:
    if bool(written.url) == bool(written.file):
        report.add(path, f"video `{written.id}` needs either `url` or `file`.")
    return {
        "url": str((folder / written.file).absolute()) if written.file else written.url,
        "threshold": written.threshold,
        "max_speed": written.max_speed,
        "answer_within_ms": written.answer_within,
        "muted": written.muted,
        "timer": written.timer,
        "checks": _checks(report, path, written),
    }


def _session(report: Report, path: Steps, written: fmt.Session, zone: ZoneInfo) -> dict[str, Any]:
    _secret(report, path, written)
    until = _code_until(report, (*path, "code_until"), written, zone)
    if written.check_in and written.starts is None:
        report.add((*path, "check_in"), "`check_in` needs `starts`; write when the session starts.")
    starts = written.starts
    return {
        "room": written.room,
        "code": written.code,
        "secret": written.secret,
        "threshold": written.threshold,
        "check_in": written.check_in,
        "starts_at": _start(report, (*path, "starts"), starts, zone) if starts is not None else None,
        **until,
    }


def _quiz(report: Report, path: Steps, written: fmt.Quiz) -> dict[str, Any]:
    asked = []
    for entry in _entries(report, (*path, "questions")):
        question = report.check(_adapter(asking.QuizQuestion), None, entry)
        if question is not None:
            asked.append((entry, question))
    return {
        **build_quiz(report, path, asked, written.feedback),
        "pass_mark": written.pass_mark,
        "shuffle": written.shuffle,
        "feedback": written.feedback,
        "attempts": written.attempts,
        "cool_down_ms": written.cool_down,
        "required": written.required,
    }


def _checks(report: Report, path: Steps, written: fmt.Video) -> tuple[int, ...]:
    """The places of a video's checks, in order."""
    for number, place in enumerate(written.checks):
        where = (*path, "checks", number)
        if not 0 < place < written.length:
            report.add(where, f"this check is not inside the video, which is {span_of(written.length)} long; move it.")
        elif place in written.checks[:number]:
            report.add(where, f"there is a check at {position(place)} already; remove one of the two.")
    return tuple(sorted(written.checks))


def _secret(report: Report, path: Steps, written: fmt.Session) -> None:
    if 0 < len(written.secret) < _SECRET:
        message = f"`secret` is shorter than {_SECRET} characters, so it can be guessed; use a long random text."
        report.warn((*path, "secret"), message)
    if written.secret and written.code:
        report.warn((*path, "code"), "`code` never changes and is taken too; remove it if only the phrase shall count.")


def _code_until(report: Report, path: Steps, written: fmt.Session, zone: ZoneInfo) -> dict[str, Any]:
    """Until when a session's code is taken."""
    until = written.code_until
    if until is None:
        return {}
    if not written.code:
        report.add(path, "`code_until` needs `code`; a rotating code is taken until half an hour after the end.")
    elif written.check_in:
        report.add(path, "`code_until` is not for `check_in`, which ends half an hour after the end; remove it.")
    elif isinstance(until, int) and written.starts is None:
        report.add(path, "`code_until` after the end needs `starts`; write when the session starts, or a moment here.")
    if isinstance(until, int):
        return {"code_after_ms": until}
    try:
        return {"code_until": resolve(until, zone, end=True)}
    except ValueError as error:
        report.add(path, f"{error}.")
        return {}


def _start(report: Report, path: Steps, stamp: Stamp, zone: ZoneInfo) -> datetime | None:
    if stamp.clock is None:
        report.add(path, "`starts` needs a time of day, such as 2026-12-03 09:00.")
        return None
    try:
        return resolve(stamp, zone)
    except ValueError as error:
        report.add(path, f"{error}.")
        return None
