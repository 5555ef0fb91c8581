"""The manual page and the completion of shells, made from the command line itself, so that they cannot be behind it."""

import argparse
from collections.abc import Iterator

from ce_tui import __version__
from ce_tui.commands.job import Job
from ce_tui.commands.line import parser
from ce_tui.commands.printing import line


def man(job: Job) -> int:
    """Print the manual page, in the language of man."""
    line("\n".join(_page(parser())))
    return 0


def completion(job: Job) -> int:
    """Print what a shell needs to complete commands and options."""
    made = {"bash": _bash, "zsh": _zsh, "fish": _fish}[job.args.shell](parser())
    line("\n".join(made))
    return 0


def commands_of(top: argparse.ArgumentParser) -> dict[str, tuple[str, argparse.ArgumentParser]]:
    """By name: what a command does, and its own command line."""
    (one,) = (action for action in top._actions if isinstance(action, argparse._SubParsersAction))
    helps = {choice.dest: choice.help or "" for choice in one._choices_actions}
    return {name: (helps[name], made) for name, made in one.choices.items()}


def _shown(of: argparse.ArgumentParser) -> list[argparse.Action]:
    """What can be written on a command line, without the commands themselves."""
    hidden = (argparse._SubParsersAction, argparse._HelpAction)
    return [a for a in of._actions if a.help != argparse.SUPPRESS and not isinstance(a, hidden)]


def _words(of: argparse.ArgumentParser) -> list[tuple[str, str]]:
    """What can be completed: options, and arguments of which there are only some; each with what it does."""
    found = [("--help", "explain")]
    for action in _shown(of):
        words = action.option_strings or list(action.choices or ())
        found += [(word, action.help or "") for word in words]
    return found


# --- shells -----------------------------------------------------------------------------------------------------


def _bash(top: argparse.ArgumentParser) -> Iterator[str]:
    commands = commands_of(top)
    yield '# ce-tui in bash: eval "$(ce-tui completion bash)"'
    yield "_ce_tui() {"
    yield "  local word command='' words"
    yield '  for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do'
    yield f"    case $word in {'|'.join(commands)}) command=$word; break;; esac"
    yield "  done"
    yield "  case $command in"
    for name, (_, made) in commands.items():
        yield f"    {name}) words='{' '.join(word for word, _ in _words(made))}';;"
    yield f"    *) words='{' '.join([*commands, *(word for word, _ in _words(top))])}';;"
    yield "  esac"
    yield "  COMPREPLY=()"
    yield '  while IFS= read -r word; do COMPREPLY+=("$word")'
    yield '  done < <(compgen -W "$words" -- "${COMP_WORDS[COMP_CWORD]}")'
    yield "}"
    yield "complete -o default -F _ce_tui ce-tui  # what is nothing of these is a file"


def _zsh(top: argparse.ArgumentParser) -> Iterator[str]:
    def described(words: list[tuple[str, str]]) -> str:
        return " ".join(_quoted(f"{word}:{help.replace(':', chr(92) + ':')}") for word, help in words)

    commands = commands_of(top)
    yield "#compdef ce-tui"
    yield '# ce-tui in zsh: eval "$(ce-tui completion zsh)", after compinit'
    yield "_ce_tui() {"
    yield "  local word command='' ; local -a found"
    yield "  for word in ${words[2,CURRENT-1]}; do"
    yield f"    case $word in {'|'.join(commands)}) command=$word; break;; esac"
    yield "  done"
    yield "  case $command in"
    for name, (_, made) in commands.items():
        yield f"    {name}) found=({described(_words(made))});;"
    names = [(name, help) for name, (help, _) in commands.items()]
    yield f"    *) found=({described([*names, *_words(top)])});;"
    yield "  esac"
    yield "  _describe 'ce-tui' found || _files"
    yield "}"
    yield "compdef _ce_tui ce-tui"


def _fish(top: argparse.ArgumentParser) -> Iterator[str]:
    def option(when: str, word: str, help: str) -> str:
        given = f"-l {word[2:]}" if word.startswith("--") else f"-a {word}"
        return f"complete -c ce-tui -n {_quoted(when, fish=True)} {given} -d {_quoted(help, fish=True)}"

    commands = commands_of(top)
    yield "# ce-tui in fish: ce-tui completion fish | source"
    for word, help in [*((name, help) for name, (help, _) in commands.items()), *_words(top)]:
        yield option("__fish_use_subcommand", word, help)
    for name, (_, made) in commands.items():
        for word, help in _words(made):
            yield option(f"__fish_seen_subcommand_from {name}", word, help)


def _quoted(text: str, *, fish: bool = False) -> str:
    escaped = text.replace("\\", "\\\\").replace("'", "\\'") if fish else text.replace("'", "'\\''")
    return f"'{escaped}'"


# --- the manual -------------------------------------------------------------------------------------------------


def _page(top: argparse.ArgumentParser) -> Iterator[str]:
    yield f'.TH CE-TUI 1 "" "ce-tui {__version__}" "User Commands"'
    yield from (".SH NAME", r"ce\-tui \- earn, claim and keep continuing\-education credit")
    yield from (".SH SYNOPSIS", ".B ce\\-tui", r"[\fIOPTION\fR ...] [\fICOMMAND\fR ...]")
    yield from (".SH DESCRIPTION", _roff(top.description or ""), ".SH OPTIONS", *_options(top), ".SH COMMANDS")
    for name, (_, made) in commands_of(top).items():
        own = [action for action in _shown(made) if action.dest not in _of_all(top)]
        usage = " ".join(_argument(action) for action in own if not action.option_strings)
        yield from (f".SS ce\\-tui {_roff(name)} {usage}".rstrip(), _roff(made.description or ""))
        yield from (text for action in own for text in _option(action))
        for text in (made.epilog or "").splitlines():  # the examples stay line by line
            yield from (".br" if text.startswith(" ") else ".PP", _roff(text))
    yield from (".SH NOTES", ".nf", *(_roff(text) for text in (top.epilog or "").splitlines()), ".fi")


def _of_all(top: argparse.ArgumentParser) -> set[str]:
    return {action.dest for action in _shown(top)}


def _options(of: argparse.ArgumentParser) -> Iterator[str]:
    for action in _shown(of):
        yield from _option(action)


def _option(action: argparse.Action) -> Iterator[str]:
    names = ", ".join(rf"\fB{_roff(name)}\fR" for name in action.option_strings)
    takes = action.nargs != 0
    yield from (".TP", f"{names}{' ' if names and takes else ''}{_argument(action) if takes else ''}")
    yield _roff(action.help or "")


def _argument(action: argparse.Action) -> str:
    return rf"\fI{_roff(str(action.metavar or action.dest.upper()))}\fR"


def _roff(text: str) -> str:
    """Text as it stands: no command, no dash that becomes a hyphen."""
    text = text.replace("\\", r"\e").replace("-", r"\-")
    return rf"\&{text}" if text.startswith((".", "'")) else text
