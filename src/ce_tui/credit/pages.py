"""Whether an answer of another system is all of it, or one page of several: each says it in words of its own."""

from collections.abc import Iterable, Mapping
from typing import Any

from ce_tui.credit.text import clean

_ABOUT = ("links", "_links", "link", "paging", "pagination", "meta", "_meta", "page", "pageInfo", "page_info", "hits")
"""Where, beside the answer itself, it is said."""
_NEXT = (
    *("more", "next", "next_url", "next_page_url", "next_page", "nextPage", "nextPageUrl", "nextLink", "next_link"),
    *("@odata.nextLink", "nextPageToken", "next_page_token", "nextToken", "NextToken", "next_token", "nextCursor"),
    *("next_cursor", "LastEvaluatedKey"),
)
_IS_PART = (
    *("has_more", "hasMore", "has_more_items", "hasNextPage", "has_next_page", "has_next", "hasNext", "truncated"),
    *(
        "isTruncated",
        "IsTruncated",
        "is_truncated",
        "incomplete",
        "incomplete_results",
        "timed_out",
        "terminated_early",
    ),
)
_TOTAL = (
    *("count", "total", "total_count", "totalCount", "totalElements", "total_elements", "totalResults"),
    *("total_results", "totalItems", "total_items", "object_count", "recordsTotal"),
)
_PAGE = ("page", "current_page", "currentPage", "page_number", "pageNumber")
_PAGES = ("pages", "total_pages", "totalPages", "last_page", "lastPage", "page_count", "pageCount")


def rest_of(answer: Mapping[str, Any]) -> str:
    """Where an answer says that its next page is, or in words that there is one; "" when nothing says so."""
    for place in _places(answer):
        for said in (place.get(key) for key in _NEXT):
            if isinstance(said, dict):
                said = said.get("href") or said.get("url") or (said and "more pages follow")
            if said and said is not True and str(said).lower() not in ("null", "none", "false"):
                return clean(str(said), 300)
        if any(_is_yes(place.get(key)) for key in _IS_PART) or _failed(place):
            return "more pages follow"
        page, pages = _first(place, _PAGE), _first(place, _PAGES)
        if page is None and pages is not None and (number := _number(place.get("number"))) is not None:
            page = number + 1  # counted from 0
        if page is not None and pages is not None and page < pages:
            return f"page {page} of {pages}"
    return ""


def total_of(answer: Mapping[str, Any]) -> int:
    """How many an answer says there are on all pages; 0 when it says nothing of it."""
    return max((_first(place, _TOTAL) or 0 for place in _places(answer)), default=0)


def _places(answer: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
    return (answer, *(place for key in _ABOUT if isinstance(place := answer.get(key), dict)))


def _first(place: Mapping[str, Any], keys: Iterable[str]) -> int | None:
    return next((number for key in keys if (number := _number(place.get(key))) is not None), None)


def _number(said: Any) -> int | None:
    if isinstance(said, dict):  # Elasticsearch since version 7
        said = said.get("value")
    return int(said) if isinstance(said, str) and said.isascii() and said.isdigit() and len(said) < 10 else None


def _is_yes(said: Any) -> bool:
    return said is True or (isinstance(said, str) and said.lower() in ("true", "yes"))


def _failed(place: Mapping[str, Any]) -> bool:
    """Whether parts of a search index did not answer."""
    shards = place.get("_shards")
    return isinstance(shards, dict) and bool(_number(shards.get("failed")))
