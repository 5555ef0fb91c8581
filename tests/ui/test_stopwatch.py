"""Time spent: all of it once, and none while nobody is there."""

from hypothesis import given
from hypothesis import strategies as st

from ce_tui.ui.stopwatch import Stopwatch


class Seconds:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_time_is_handed_out_once() -> None:
    seconds = Seconds()
    watch = Stopwatch(clock=seconds)
    assert watch.take() == 0
    watch.start()
    seconds.now += 2.5
    assert (watch.take(), watch.take()) == (2500, 0)
    seconds.now += 1
    watch.stop()
    assert watch.take() == 0
    watch.start()
    seconds.now += 1
    assert watch.take() == 1000


def test_time_given_back_is_handed_out_again() -> None:
    seconds = Seconds()
    watch = Stopwatch(60, clock=seconds)
    watch.start()
    seconds.now += 5
    watch.give_back(watch.take())
    seconds.now += 1
    assert watch.take() == 6000


def test_only_a_minute_counts_after_the_last_touch() -> None:
    seconds = Seconds()
    watch = Stopwatch(60, clock=seconds)
    watch.start()
    seconds.now += 300
    assert watch.take() == 60_000
    seconds.now += 300
    assert watch.take() == 0
    watch.touch()
    seconds.now += 10
    assert watch.take() == 10_000


def test_a_pause_counts_nothing_and_loses_nothing() -> None:
    seconds = Seconds()
    watch = Stopwatch(60, clock=seconds)
    watch.pause()
    watch.go_on()
    watch.start()
    seconds.now += 5
    watch.pause()
    seconds.now += 500
    watch.touch()
    watch.pause()
    assert (watch.take(), watch.take()) == (5000, 0)
    watch.go_on()
    seconds.now += 59
    assert watch.take() == 59_000
    watch.pause()
    watch.start()
    seconds.now += 1
    assert watch.take() == 1000


def test_who_was_idle_before_a_pause_was_idle() -> None:
    seconds = Seconds()
    watch = Stopwatch(60, clock=seconds)
    watch.start()
    seconds.now += 300
    watch.pause()
    seconds.now += 300
    watch.go_on()
    seconds.now += 2
    assert watch.take() == 62_000


def test_a_touch_after_a_break_keeps_what_was_spent_before_it() -> None:
    seconds = Seconds()
    watch = Stopwatch(60, clock=seconds)
    watch.start()
    seconds.now += 300
    watch.touch()
    seconds.now += 1
    assert watch.take() == 61_000


@given(st.lists(st.tuples(st.sampled_from(["touch", "take"]), st.integers(0, 200)), max_size=30))
def test_never_more_than_really_passed_and_never_more_than_a_minute_untouched(steps: list[tuple[str, int]]) -> None:
    seconds = Seconds()
    watch = Stopwatch(60, clock=seconds)
    watch.start()
    touched, allowed, taken = seconds.now, 0.0, 0
    for what, pause in steps:
        seconds.now += pause
        if what == "touch":
            watch.touch()
            allowed += min(seconds.now - touched, 60)
            touched = seconds.now
        else:
            taken += watch.take()
        assert taken <= (allowed + min(seconds.now - touched, 60)) * 1000 + 0.01
    taken += watch.take()
    assert taken >= (allowed + min(seconds.now - touched, 60)) * 1000 - 1 - len(steps)
