"""`ce-tui man`: the manual page, made from the command line itself, so that it cannot be behind it."""

import argparse
from collections.abc import Iterator
from itertools import groupby
from textwrap import wrap

from ce_tui import __version__
from ce_tui.commands.job import Job
from ce_tui.commands.parser import commands_of, parser, shown, values
from ce_tui.exit_codes import DONE

_LINE = 70


def run(job: Job) -> int:
    """Print the manual page, in the language of man."""
    print("\n".join(_page(parser())))
    return DONE


def _page(top: argparse.ArgumentParser) -> Iterator[str]:
    yield f'.TH CE-TUI 1 "" "ce-tui {__version__}" "User Commands"'
    yield from (".SH NAME", r"ce\-tui \- earn, claim and keep continuing\-education credit")
    yield from (".SH SYNOPSIS", ".B ce\\-tui", r"[\fIOPTION\fR ...] [\fICOMMAND\fR ...]")
    yield from (".SH DESCRIPTION", _roff(top.description or ""), ".SH OPTIONS", *_options(top), ".SH COMMANDS")
    for name, (_, made) in commands_of(top).items():
        own = [action for action in shown(made) if action.dest not in _of_all(top)]
        usage = " ".join(_argument(action) for action in own if not action.option_strings)
        yield from (f".SS ce\\-tui {_roff(name)} {usage}".rstrip(), _roff(made.description or ""))
        yield from (text for action in own for text in _option(action))
        yield from _epilog(made.epilog or "")
    yield ".SH NOTES"
    yield "\n.br\n".join(map(_roff, (top.epilog or "").splitlines()))


def _epilog(text: str) -> Iterator[str]:
    """The examples stay line by line."""
    for example, lines in groupby(text.splitlines(), lambda line: line.startswith(" ")):
        if example:
            yield from (".nf", *map(_escaped, lines), ".fi")
        else:
            yield from (one for line in lines for one in (".PP", _roff(line)))


def _of_all(top: argparse.ArgumentParser) -> set[str]:
    return {action.dest for action in shown(top)}


def _options(of: argparse.ArgumentParser) -> Iterator[str]:
    for action in shown(of):
        yield from _option(action)


def _option(action: argparse.Action) -> Iterator[str]:
    names = ", ".join(rf"\fB{_roff(name)}\fR" for name in action.option_strings)
    takes = action.nargs != 0
    yield from (".TP", f"{names}{' ' if names and takes else ''}{_argument(action) if takes else ''}")
    yield _roff(action.help or "")


def _argument(action: argparse.Action) -> str:
    return " ".join(rf"\fI{_roff(name)}\fR" for name in values(action))


def _roff(text: str) -> str:
    """Text as it stands, in lines of the length that troff likes."""
    lines = wrap(text, _LINE, break_long_words=False, break_on_hyphens=False)
    return "\n".join(map(_escaped, lines))


def _escaped(text: str) -> str:
    """No command, no dash that becomes a hyphen."""
    text = text.replace("\\", r"\e").replace("-", r"\-")
    return rf"\&{text}" if text.startswith((".", "'")) else text
