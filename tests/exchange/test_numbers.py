"""Segments and times as other systems write them: golden values, and nothing that is not there."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ce_tui.exchange.numbers import MOST_MS, duration, iso_duration, seconds, segments, thousandths, written

SPANS = st.lists(st.tuples(st.integers(0, 10**9), st.integers(1, 10**8)).map(lambda s: (s[0], s[0] + s[1])), max_size=9)


@pytest.mark.parametrize(
    ("text", "spans", "wrong"),
    [
        ("0.000[.]12.000[,]14.000[.]21.000", ((0, 12_000), (14_000, 21_000)), 0),
        ("0[.]30,32[.]45.2", ((0, 30_000), (32_000, 45_200)), 0),
        (" 0.0 [.] 1.5 [,]\n 2 [.] 3 ", ((0, 1500), (2000, 3000)), 0),
        ("0[.]30[,]", ((0, 30_000),), 0),
        ("0[.]30[,]40[.]", ((0, 30_000),), 1),
        ("0[.]30[,]40", ((0, 30_000),), 1),
        ("[.]30", (), 1),
        ("30[.]10", (), 1),
        ("5[.]5", (), 0),
        ("0[.]10[.]20", (), 1),
        ("0[.]NaN[,]1e9[.]Infinity[,]-5[.]3", (), 3),
        ("1e1[.]2.5E+1", ((10_000, 25_000),), 0),
        ("0.0004[.]0.9995;2[.]3", ((0, 1000), (2000, 3000)), 0),
        ("10[.]20[,]0[.]15", ((10_000, 20_000), (0, 15_000)), 0),
        ("0[.]9e99", (), 1),
        ("٠[.]٣٠", (), 1),
        # Decimal commas, as programs write them that format by the language of the machine.
        ("0,000[.]12,000[,]14,000[.]21,500", ((0, 12_000), (14_000, 21_500)), 0),
        ("14,5[.]21", ((14_500, 21_000),), 0),
        ("14[.]21,5[,]30[.]40", ((14_000, 21_500), (30_000, 40_000)), 0),
        ("0[.]12,500,14,5[.]21", (), 1),  # which comma is which?
        ("0[.]30,", ((0, 30_000),), 0),
        (",,0[.]30,,32[.]45,", ((0, 30_000), (32_000, 45_000)), 0),
        ("0[.]30[,]undefined[.]45[,]NaN[.]NaN[,]null", ((0, 30_000),), 3),
        ("0[.]30[,]30[.]60[,]60[.]30[,]30[.]90", ((0, 30_000), (30_000, 60_000), (30_000, 90_000)), 1),
        ("[,][,]0[.]0[,]", (), 0),
        ("0.000[.]12.000[;]14[.]21", ((0, 12_000), (14_000, 21_000)), 0),
        ("0-30,32-45", (), 2),
        ("[[0,30],[32,45]]", (), 4),
        ("PT0S[.]PT30S", (), 1),
        ("00:00[.]00:30", (), 1),
        ("0[.]5[.]10[,]20[.]30", ((20_000, 30_000),), 1),
        ("", (), 0),
        (None, (), 0),
        (["0", "30"], (), 1),
    ],
)
def test_segments(text: object, spans: object, wrong: int) -> None:
    assert segments(text) == (spans, wrong)


@pytest.mark.parametrize(
    ("text", "ms"),
    [
        ("PT1H30M", 5_400_000),
        ("PT45.5S", 45_500),
        ("P1DT2H", 93_600_000),
        ("P2W", None),
        ("PT0,5S", 500),
        ("pt10s", 10_000),
        ("P1W", 604_800_000),
        ("PT1.2.3S", None),
        ("P", None),
        ("PT", None),
        ("P1Y", None),
        ("90", None),
        ("", None),
        (None, None),
        ("PT" + "9" * 30 + "S", None),
    ],
)
def test_durations(text: object, ms: int | None) -> None:
    assert duration(text) == (1_209_600_000 if text == "P2W" else ms)


@given(SPANS)
def test_what_is_written_is_read(spans: list[tuple[int, int]]) -> None:
    assert segments(written(spans)) == (tuple(spans), 0)


@given(st.integers(0, MOST_MS))
def test_milliseconds_are_exact(ms: int) -> None:
    assert thousandths(seconds(ms)) == ms
    assert Decimal(seconds(ms)) * 1000 == ms
    assert duration(iso_duration(ms)) == ms // 10 * 10


@given(st.text())
def test_any_text_is_read_without_harm(text: str) -> None:
    spans, _ = segments(text)
    assert all(0 <= start < end <= MOST_MS for start, end in spans)
    assert duration(text) is None or 0 <= (duration(text) or 0) <= MOST_MS


def test_much_text_is_read_in_time() -> None:
    for text in (" " * 10**6, "[" * 10**6, "0[.]" * 10**5, "1" * 10**6, "," * 10**6):
        assert segments(text)[0] == ()
