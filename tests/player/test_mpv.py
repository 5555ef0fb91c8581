"""mpv itself where it is installed, and a program that talks like it where mpv would not misbehave on demand."""

import asyncio
import os
import shutil
import signal
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from tests.programs import write_program

from ce_tui.credit.model import Content, ContentKind
from ce_tui.credit.progress import Record, total, union
from ce_tui.player import mpv
from ce_tui.player.mpv import Player
from ce_tui.player.segments import Seen

MPV = shutil.which("mpv") or ""
real = pytest.mark.usefixtures("installed_mpv")
NULL = ("--vo=null", "--ao=null", "--no-terminal")


def draw(path: Path, seconds: float, *options: str) -> None:
    """Moving bars, drawn by mpv itself."""
    source = f"av://lavfi:testsrc=duration={seconds}:size=64x48:rate=25"
    subprocess.run([MPV, "--no-config", "--no-terminal", f"-o={path}", *options, "--", source], check=True, timeout=60)


@pytest.fixture(scope="session")
def film(installed_mpv: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Thirty seconds of moving bars."""
    path = tmp_path_factory.mktemp("film") / "-film [1].mkv"
    draw(path, 30)
    return path


def spans(seen: list[Seen]) -> list[tuple[float, float]]:
    return [(start / 1000, end / 1000) for start, end in union(one.span for one in seen)]


async def until(player: Player, seconds: float) -> None:
    """Wait until the play head is there."""
    async with asyncio.timeout(8):
        while player.position_ms < seconds * 1000 or not player._loaded:  # noqa: ASYNC110
            await asyncio.sleep(0.02)


@real
async def test_a_video_is_played_sought_paused_and_sped_up(film: Path) -> None:
    player = Player(str(film), 2000, NULL)
    playing = asyncio.create_task(player.run())
    await until(player, 3)
    player.tell("seek", 10, "absolute+exact")
    await until(player, 10.5)
    player.tell("set_property", "pause", True)
    await asyncio.sleep(0.6)
    assert player.paused
    still = player.position_ms
    player.tell("set_property", "pause", False)
    player.tell("set_property", "speed", 2)
    await until(player, 12.5)
    assert player.speed == 2
    player.stop()
    assert await playing == ""
    seen = [one for one in player.take() if one.span[1] - one.span[0] > 100]
    (first, second) = spans(seen)
    assert first == pytest.approx((2, 3), abs=0.3)
    assert second == pytest.approx((10, 12.5), abs=0.3)
    assert still / 1000 == pytest.approx(10.5, abs=0.3)
    assert sum(one.wall_ms for one in seen) == pytest.approx(1000 + 500 + 1000, abs=500)  # the pause is not in it


@real
async def test_it_goes_on_from_a_moment_before_so_that_nothing_between_is_missing(film: Path) -> None:
    player = Player(str(film), 2000, NULL)
    playing = asyncio.create_task(player.run())
    await until(player, 3)
    player.stop()
    assert await playing == ""
    (played,) = [span for span in spans(player.take()) if span[1] - span[0] > 0.1]
    assert played[0] < 1.9  # a slow machine skips the first frame after a seek


@real
async def test_it_stands_at_a_gate_however_it_came_there(film: Path) -> None:
    gates, met = [3000], []
    player = Player(
        str(film), 2000, NULL, gate=lambda: gates[0] if gates else None, met=lambda: met.append(player.position_ms)
    )
    playing = asyncio.create_task(player.run())

    async def holds(times: int) -> None:
        async with asyncio.timeout(8):
            while len(met) < times:  # noqa: ASYNC110
                await asyncio.sleep(0.02)
        await asyncio.sleep(0.4)
        assert player.held
        assert len(met) == times

    await holds(1)
    assert met[0] == pytest.approx(3000, abs=300)
    assert player.position_ms == pytest.approx(3000, abs=300)
    player.tell("set_property", "pause", False)  # by a key in its window
    await holds(2)
    gates[:] = [20_000]
    assert not player.held
    player.tell("set_property", "pause", False)
    await until(player, 3.5)
    player.tell("seek", 25, "absolute+exact")
    await holds(3)
    gates.clear()
    player.tell("set_property", "pause", False)
    await until(player, 26)
    player.stop()
    assert await playing == ""
    assert [span for span in spans(player.take()) if span[1] - span[0] > 0.2] == [
        pytest.approx((2, 3.5), abs=0.3),
        pytest.approx((25, 26), abs=0.3),
    ]


@real
async def test_in_the_terminal_it_ends_at_a_gate(film: Path) -> None:
    player = Player(str(film), 2000, ("--vo=null", "--ao=null", "--really-quiet"), gate=lambda: 3000)
    async with asyncio.timeout(8):
        assert await player.run() == ""
    assert player.held
    assert spans(player.take()) == [pytest.approx((2, 3), abs=0.3)]


@real
@pytest.mark.parametrize(("name", "off", "on"), [("mute", True, False), ("volume", 0, 50)])
async def test_what_is_played_without_sound_counts_only_where_it_may(
    film: Path, name: str, off: object, on: object
) -> None:
    players = [Player(str(film), 0, NULL, muted=muted) for muted in (True, False)]
    playing = [asyncio.create_task(player.run()) for player in players]
    for player in players:
        await until(player, 1)
        player.tell("set_property", name, off)
    for player in players:
        await until(player, 2.5)
    assert [player.unheard for player in players] == [False, True]
    for player in players:
        player.tell("set_property", name, on)
    for player in players:
        await until(player, 3.5)
        assert not player.unheard
        player.stop()
    assert await asyncio.gather(*playing) == ["", ""]
    muted, heard = (sum(one.span[1] - one.span[0] for one in player.take()) for player in players)
    assert muted == pytest.approx(3500, abs=400)
    assert heard == pytest.approx(muted - 1500, abs=500)


@real
async def test_the_end_is_reached_to_the_last_frame(film: Path) -> None:
    player = Player(str(film), 28_500, NULL)
    async with asyncio.timeout(8):
        assert await player.run() == ""
    assert spans(player.take())[-1] == pytest.approx((28.25, 30), abs=0.1)


@real
async def test_nothing_is_left_out_when_it_is_taken_every_moment(film: Path) -> None:
    player = Player(str(film), 0, NULL)
    playing = asyncio.create_task(player.run())
    seen: list[Seen] = []
    while player.position_ms < 1500:
        await asyncio.sleep(0.05)
        seen += player.take()
    player.stop()
    await playing
    assert len(seen) > 8
    assert len(spans(seen)) == 1
    assert total(one.span for one in seen) <= sum(one.wall_ms for one in seen) + 250


@real
async def test_a_killed_player_is_told_and_what_was_seen_stays(film: Path) -> None:
    player = Player(str(film), 0, NULL)
    playing = asyncio.create_task(player.run())
    await until(player, 1)
    assert player._process is not None
    player._process.kill()
    assert "stopped unexpectedly (code -9)" in await playing
    assert spans(player.take())[0] == pytest.approx((0, 1), abs=0.3)


@real
async def test_a_player_that_is_no_longer_wanted_ends(film: Path) -> None:
    player = Player(str(film), 0, NULL)
    playing = asyncio.create_task(player.run())
    await until(player, 0.2)
    playing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await playing
    assert player._process is not None
    assert player._process.returncode is not None


@real
def test_a_killed_app_leaves_no_player_behind(film: Path) -> None:
    script = f"""
import asyncio
from ce_tui.player.mpv import Player
async def main():
    player = Player({str(film)!r}, 0, {NULL!r}, {MPV!r})
    playing = asyncio.create_task(player.run())
    while not player.position_ms: await asyncio.sleep(.02)
    print(player._process.pid, flush=True)
    await playing
asyncio.run(main())
"""
    app = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    assert app.stdout is not None
    with app.stdout:
        pid = int(app.stdout.readline())
        app.kill()
        app.wait()
    for _ in range(100):
        try:
            os.kill(pid, 0)
            if Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z":
                return
        except (ProcessLookupError, FileNotFoundError):
            return
        signal.sigtimedwait([], 0.05)
    os.kill(pid, signal.SIGKILL)
    pytest.fail("mpv goes on playing for nobody")


@real
async def test_only_our_keys_do_anything(film: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    player = Player(str(film), 1000, NULL)
    playing = asyncio.create_task(player.run())
    await until(player, 1.2)
    for key in ("`", *"run touch run", "ENTER", "s", "S", "I", "Q", "ENTER", ">", "l"):
        player.tell("keypress", "SPACE" if key == " " else key)
    await asyncio.sleep(0.3)
    assert player.paused is False  # two spaces
    player.tell("keypress", "m")
    player.tell("keypress", "]")
    await asyncio.sleep(0.2)
    assert player._muted
    assert player.speed == pytest.approx(1.1)
    player.tell("keypress", "ESC")
    assert await playing == ""
    assert os.listdir() == ["home"]  # noqa: PTH208


@real
async def test_where_no_sound_can_come_out_the_film_plays_to_its_end(tmp_path: Path) -> None:
    film = tmp_path / "film.mkv"
    draw(film, 1, "--audio-file=av://lavfi:sine=duration=1")
    deaf = ("--vo=null", "--ao=pcm", "--ao-pcm-file=/nowhere/sound", "--no-terminal")
    player = Player(str(film), 0, deaf)
    async with asyncio.timeout(8):
        assert await player.run() == ""
    assert spans(player.take())[-1][1] == pytest.approx(1, abs=0.03)  # to the last frame


@real
async def test_an_address_that_cannot_be_reached_is_a_sentence_that_says_why(tmp_path: Path) -> None:
    said = await Player("http://127.0.0.1:9/film.mp4", 0, NULL).run()
    assert said.startswith("mpv could not open it (Connection refused). Check the connection")
    with ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler) as server:  # it knows no GET
        serving = threading.Thread(target=server.serve_forever, args=(0.05,))
        serving.start()
        said = await Player(f"http://127.0.0.1:{server.server_port}/film.mp4", 0, NULL).run()
        server.shutdown()
        serving.join()
    assert said.startswith("mpv could not open it (HTTP error 501 Unsupported method ('GET')). Check")
    text = tmp_path / "film.mp4"
    text.write_text("no film at all")
    said = await Player(str(text), 0, NULL).run()
    assert said == "mpv could not play it (unrecognized file format). Ask the organizer for another file or address."


@real
async def test_a_playlist_counts_one_film_after_the_other(tmp_path: Path) -> None:
    for name in ("a", "b"):
        draw(tmp_path / f"{name}.mkv", 1)
    (tmp_path / "list.m3u").write_text("a.mkv\nb.mkv\n")
    player = Player(str(tmp_path / "list.m3u"), 0, NULL)
    async with asyncio.timeout(8):
        assert await player.run() == ""
    assert total(one.span for one in player.take()) == pytest.approx(2000, abs=300)
    assert player.position_ms == pytest.approx(2000, abs=100)


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("", "No address is given"),
        ("/nowhere/film.mp4", "is not on this machine"),
        ("film.mp4", "Only files and web addresses"),
        ("-o=/tmp/x", "Only files and web addresses"),
        ("av://lavfi:testsrc", "Only files and web addresses"),
        ("file:///etc/passwd", "Only files and web addresses"),
        ("/a\0b", "is not on this machine"),
    ],
)
async def test_what_cannot_be_played_is_said_before_anything_starts(address: str, said: str) -> None:
    assert said in await Player(address, 0, NULL, "/nowhere/mpv").run()


def fake(tmp_path: Path, *lines: str) -> str:
    """A program that takes mpv's place: `say(json)` and `hear()` speak with the app, then it ends."""
    path = tmp_path / "mpv"
    write_program(
        path,
        "\n".join(
            [
                "import os, signal, socket, sys, time",
                "fd = next(a for a in sys.argv if a.startswith('--input-ipc-client=')).rpartition('/')[2]",
                "assert all(a.startswith('--') for a in sys.argv[1:])",
                "assert '--no-config' in sys.argv and '--ytdl=no' in sys.argv",
                "s = socket.socket(fileno=int(fd)); f = s.makefile('rwb', buffering=0)",
                "say = lambda t: f.write(t.encode() + b'\\n')",
                *lines,
            ]
        ),
    )
    return str(path)


WEB = "https://example.org/film.mp4"
LOG = """say('{"event":"log-message","prefix":"ffmpeg","level":"error","text":"tcp: a: \\\\u001b[31mGone\\\\n"}')"""
LOST = """say('{"event":"end-file","reason":"error","file_error":"loading failed"}')"""
FAILED = """say('{"event":"end-file","reason":"error","file_error":"no audio"}')"""
LOADED = """say('{"event":"file-loaded"}')"""


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (["sys.exit(1)"], "mpv ended before it played anything (code 1); it must be version 0.33 or newer."),
        ([LOADED, "sys.exit(3)"], "mpv stopped unexpectedly (code 3)."),
        ([LOADED, "os.kill(os.getpid(), signal.SIGKILL)"], "mpv stopped unexpectedly (code -9)."),
        ([LOADED, "sys.exit(0)"], ""),
        ([LOADED, "sys.exit(4)"], ""),  # Ctrl+C
        (["say('no json'); say('[]'); say('{}')", """say('{"event":"property-change","name":"speed"}')"""], ""),
        (["f.write(b'x' * 3_000_000 + b'\\n')"], ""),
        ([FAILED], "mpv could not play it (no audio)."),
        ([LOG, FAILED], "mpv could not play it (no audio)."),
        ([LOST], "mpv could not play it (loading failed)."),
        ([LOG, LOG.replace("Gone", "Later"), LOST], "mpv could not open it ([31mGone)."),
    ],
)
async def test_a_player_that_misbehaves_is_a_sentence(tmp_path: Path, lines: list[str], said: str) -> None:
    player = Player(WEB, 0, NULL, fake(tmp_path, *lines))
    async with asyncio.timeout(8):
        found = await player.run()
    assert found.startswith(said)
    assert bool(found) == bool(said)
    assert player.take() == []
    player.tell("set_property", "pause", True)  # nobody hears it
    player.stop()


async def test_a_player_that_cannot_be_started_is_a_sentence(tmp_path: Path) -> None:
    assert "Install mpv" in await Player(WEB, 0, NULL, str(tmp_path / "nothing")).run()
    (tmp_path / "mpv").write_text("")
    assert "could not be started: Permission denied" in await Player(WEB, 0, NULL, str(tmp_path / "mpv")).run()


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({"TERM": "xterm"}, ("--vo=tct", "--vo-tct-256=yes", "--really-quiet")),
        ({"TERM": "xterm", "COLORTERM": "truecolor"}, ("--vo=tct", "--really-quiet")),
        ({"TERM": "xterm-kitty"}, ("--vo=kitty", "--really-quiet")),
        ({"TERM": "foot"}, ("--vo=sixel", "--really-quiet")),
        ({"TERM": "xterm-kitty", "TMUX": "1"}, ("--vo=tct", "--vo-tct-256=yes", "--really-quiet")),
    ],
)
def test_the_terminal_gets_pixels_where_it_says_that_it_has_them(
    tmp_path: Path, environ: dict[str, str], expected: tuple[str, ...]
) -> None:
    lister = tmp_path / "mpv"
    lister.write_text("#!/bin/sh\necho '  kitty  x'\necho '  sixel  y'\n")
    lister.chmod(0o755)
    assert mpv.in_terminal(str(lister), environ) == expected
    lister.write_text("#!/bin/sh\necho '  tct  x'\n")
    assert mpv.in_terminal(str(lister), environ)[0] == "--vo=tct"
    assert mpv.in_terminal(str(tmp_path / "none"), environ)[0] == "--vo=tct"


def test_a_window_needs_a_display() -> None:
    assert mpv.has_display({"DISPLAY": ":0"}, "linux")
    assert mpv.has_display({"WAYLAND_DISPLAY": "wayland-0"}, "linux")
    assert mpv.has_display({}, "darwin")
    assert not mpv.has_display({}, "linux")


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        (None, 0),
        (Record("film", ((0, 40_000),), position_ms=40_000), 40_000),
        (Record("film", ((0, 10_000), (30_000, 60_000)), position_ms=60_000), 10_000),
        (Record("film", ((30_000, 60_000),), position_ms=60_000), 0),
        (Record("film", ((0, 60_000),), position_ms=60_000), 0),
    ],
)
def test_it_goes_on_where_it_stopped(record: Record | None, expected: int) -> None:
    assert mpv.resume_at(Content("film", ContentKind.VIDEO, "Film", 60_000), record) == expected
