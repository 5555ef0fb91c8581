"""What of a catalog a certificate could not show: told when it is read, while it can still be changed."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from ce_tui.catalog.guard import Steps
from ce_tui.catalog.messages import Report
from ce_tui.catalog.result import Catalog, Lacking
from ce_tui.credit.model import CertificateKind
from ce_tui.credit.text import clean

_OF_ORGANIZATION = ("name", "website", "address", "accreditation", "accreditations", "signatory", "sponsor_id")
_OF_CREDIT = ("title", "format", "designation", "location", "fields_of_study")
_SHOWN = 3  # titles named in one warning


def warn_of_letters(report: Report, catalog: Catalog, lacking: Lacking) -> None:
    """Warn of each text that is printed, at its place."""
    local = {credit.id: credit for credit in catalog.credits if credit.certificate.kind is CertificateKind.LOCAL}
    if not local:
        return
    places: list[Steps] = [("organization", key) for key in _OF_ORGANIZATION]
    told: set[str] = set()  # contents whose titles are in an appendix
    where: set[str] = set()  # contents whose rooms say where a credit takes place
    written = report.tree.get(("credits",))
    for at, values in enumerate(written):
        if credit := local.get(values["id"].strip()):
            places += [("credits", at, key) for key in _OF_CREDIT]
            told |= {content.id for content in credit.contents if credit.certificate.appendix}
            where |= {content.id for content in credit.contents if credit.location and not values.get("location")}
    forms: list[Steps] = [("contents",), *(("credits", at, "contents") for at in range(len(written)))]
    for form in forms:
        for at, values in enumerate(report.tree.get(form) or ()):
            if isinstance(values, dict):
                places += [(*form, at, "title")] * (values["id"].strip() in told)
                places += [(*form, at, "room")] * (values["id"].strip() in where)
    for path, text in (found for place in places for found in _texts(report.tree.get(place), place)):
        if lack := lacking(clean(text)):
            report.warn(path, f"a certificate cannot show “{clean(text, 60)}” as it is: {lack}.")


def warned_of_letters(catalog: Catalog, lacking: Lacking) -> Catalog:
    """A schedule's catalog with such warnings: each kind of lack once, for the place of a title is not known."""
    found: dict[str, list[str]] = {}
    printed = (text for credit in catalog.credits for text in (credit.title, credit.location))
    for text in dict.fromkeys((catalog.organization.name, *printed)):
        if lack := lacking(text):
            found.setdefault(lack, []).append(f"“{text[:60]}”")
    more = (f"A certificate cannot show {_listed(texts)} as it is: {lack}." for lack, texts in found.items())
    return replace(catalog, warnings=(*catalog.warnings, *more))


def _listed(texts: list[str]) -> str:
    return f"{', '.join(texts[:_SHOWN])}{' and others' * (len(texts) > _SHOWN)}"


def _texts(value: Any, path: Steps) -> Iterator[tuple[Steps, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for key, inside in value.items():
            yield (*path, key), key
            yield from _texts(inside, (*path, key))
