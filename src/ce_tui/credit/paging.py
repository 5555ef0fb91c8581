"""Whether an answer of another system is all of it, or one page of several: each says it in words of its own.

The answers are JSON whose numbers were left as text.
"""

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
_BEFORE = (
    *("previous", "prev", "previous_url", "prev_page_url", "previous_page_url", "previousPage", "prevPage", "prevLink"),
    *("previousPageToken", "prevPageToken", "hasPreviousPage", "has_previous", "hasPrevious", "hasPrev"),
)
_OFFSET = ("offset", "skip", "from", "startIndex", "start_index")
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
        if link := next((link for key in _NEXT if (link := _link(place.get(key)))), ""):
            return link
        if any(_is_yes(place.get(key)) for key in _IS_PART) or _failed(place):
            return "more pages follow"
        page, pages = _page(place)
        if page and page < pages:
            return f"page {page} of {pages}"
    return ""


def starts_later(answer: Mapping[str, Any]) -> bool:
    """Whether an answer says that another page comes before it."""
    return any(
        any(_link(said := place.get(key)) or _is_yes(said) for key in _BEFORE)
        or (_first(place, _OFFSET) or 0) > 0
        or _page(place)[0] > 1
        for place in _places(answer)
    )


def total_of(answer: Mapping[str, Any]) -> int:
    """How many an answer says there are on all pages; 0 when it says nothing of it."""
    return max(_first(place, _TOTAL) or 0 for place in _places(answer))


def _link(said: Any) -> str:
    if isinstance(said, dict):
        said = said.get("href") or said.get("url") or (said and "more pages follow")
    is_none = not said or isinstance(said, (bool, list)) or str(said).lower() in ("null", "none", "false")
    return "" if is_none else clean(str(said), 300)


def _page(place: Mapping[str, Any]) -> tuple[int, int]:
    """Which page it is of how many, from 1; 0 where that is not said."""
    page, pages = _first(place, _PAGE), _first(place, _PAGES)
    if page is None and pages is not None and (number := _number(place.get("number"))) is not None:
        page = number + 1  # counted from 0
    return page or 0, pages or 0


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
