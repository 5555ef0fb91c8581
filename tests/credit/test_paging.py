"""Answers of other systems: which is all there is, which is one page of several, and how many there are in all."""

from typing import Any

import pytest

from ce_tui.credit.paging import rest_of, starts_later, total_of


@pytest.mark.parametrize(
    ("answer", "rest"),
    [
        ({}, ""),
        ({"more": "/xapi/statements?page=2"}, "/xapi/statements?page=2"),
        ({"next": "https://example.org/talks?page=2", "results": []}, "https://example.org/talks?page=2"),
        ({"links": {"next": {"href": "/talks?page=2"}}}, "/talks?page=2"),
        ({"_links": {"next": {"url": "/talks?page=2"}}}, "/talks?page=2"),
        ({"paging": {"next": {"after": "abc"}}}, "more pages follow"),
        ({"next": {"href": "", "url": "/2"}}, "/2"),
        ({"next": None}, ""),
        ({"next": ""}, ""),
        ({"next": {}}, ""),
        ({"next": []}, ""),
        ({"next": True}, ""),
        ({"next": "null", "more": "None", "nextPage": "FALSE"}, ""),
        ({"has_more": True}, "more pages follow"),
        ({"has_more": "Yes"}, "more pages follow"),
        ({"has_more": "true"}, "more pages follow"),
        ({"has_more": False}, ""),
        ({"has_more": "no"}, ""),
        ({"has_more": None, "truncated": "1"}, ""),
        ({"pageInfo": {"hasNextPage": True}}, "more pages follow"),
        ({"timed_out": True, "hits": {"hits": []}}, "more pages follow"),
        ({"_shards": {"total": "5", "failed": "1"}}, "more pages follow"),
        ({"_shards": {"total": "5", "failed": "0"}}, ""),
        ({"_shards": "5"}, ""),
        ({"page": "1", "pages": "3"}, "page 1 of 3"),
        ({"page": "2", "pages": "3"}, "page 2 of 3"),
        ({"page": "3", "pages": "3"}, ""),
        ({"pages": "3"}, ""),
        ({"meta": {"current_page": "1", "last_page": "4"}}, "page 1 of 4"),
        ({"number": "0", "totalPages": "2"}, "page 1 of 2"),  # counted from 0
        ({"number": "1", "totalPages": "2"}, ""),
        ({"number": "0"}, ""),
        ({"page": {"number": "0", "totalPages": "2"}}, "page 1 of 2"),
    ],
)
def test_where_the_rest_of_an_answer_is(answer: dict[str, Any], rest: str) -> None:
    assert rest_of(answer) == rest


@pytest.mark.parametrize(
    ("answer", "later"),
    [
        ({}, False),
        ({"previous": "/talks?page=1"}, True),
        ({"previous": None}, False),
        ({"links": {"prev": {"href": "/talks?page=1"}}}, True),
        ({"hasPrevious": True}, True),
        ({"hasPrevious": "true"}, True),
        ({"hasPrevious": False}, False),
        ({"offset": "0"}, False),
        ({"offset": "1"}, True),
        ({"meta": {"skip": "20"}}, True),
        ({"page": "0"}, False),
        ({"page": "1"}, False),
        ({"page": "2"}, True),
        ({"number": "0", "totalPages": "2"}, False),
        ({"number": "1", "totalPages": "2"}, True),
    ],
)
def test_whether_another_page_comes_before(answer: dict[str, Any], later: bool) -> None:
    assert starts_later(answer) is later


@pytest.mark.parametrize(
    ("answer", "total"),
    [
        ({}, 0),
        ({"count": "12"}, 12),
        ({"total": "0"}, 0),
        ({"hits": {"total": {"value": "10000", "relation": "gte"}}}, 10_000),
        ({"total": "12", "meta": {"total": "15"}}, 15),
        ({"total": "12", "count": "10"}, 10),  # the count of what is asked for goes before
        ({"total": "many", "total_count": "7"}, 7),
        ({"total": "-3"}, 0),
        ({"total": "1.5"}, 0),
        ({"total": "٣"}, 0),
        ({"total": "999999999"}, 999_999_999),
        ({"total": "9" * 10}, 0),
        ({"total": ["12"]}, 0),
    ],
)
def test_how_many_an_answer_says_there_are(answer: dict[str, Any], total: int) -> None:
    assert total_of(answer) == total
