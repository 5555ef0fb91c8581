"""The manual page and the completion of shells, made from the command line itself, so that they cannot be behind it."""

import argparse
from collections.abc import Iterator
from itertools import groupby
from textwrap import wrap

from ce_tui import __version__
from ce_tui.commands.job import Job
from ce_tui.commands.parser import parser

_LINE = 70


def man(job: Job) -> int:
    """Print the manual page, in the language of man."""
    print("\n".join(_page(parser())))
    return 0


def completion(job: Job) -> int:
    """Print what a shell needs to complete commands and options."""
    made = {"bash": _bash, "zsh": _zsh, "fish": _fish}[job.args.shell](parser())
    print("\n".join(made))
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


def _positional(of: argparse.ArgumentParser) -> list[argparse.Action]:
    return [action for action in _shown(of) if not action.option_strings]


def _words(of: argparse.ArgumentParser) -> list[tuple[str, str]]:
    """What can be completed: options, and arguments of which there are only some; each with what it does."""
    found = [("--help", "explain")]
    for action in _shown(of):
        words = action.option_strings or list(action.choices or ())
        found += [(word, action.help or "") for word in words]
    return found


def _valued(top: argparse.ArgumentParser) -> dict[str, argparse.Action]:
    """Every option that takes a value, whichever command it is of: one that several have means the same in each."""
    parsers = [top, *(made for _, made in commands_of(top).values())]
    return {word: one for of in parsers for one in _shown(of) if one.nargs != 0 for word in one.option_strings}


def _is_path(action: argparse.Action) -> bool:
    return action.metavar in ("FILE", "FOLDER")


def _values(action: argparse.Action) -> tuple[str, ...]:
    """What an argument or option takes is called, one name for each."""
    if isinstance(action.metavar, tuple):
        return action.metavar
    return (action.metavar or action.dest.upper(),)


# --- shells -----------------------------------------------------------------------------------------------------


def _bash(top: argparse.ArgumentParser) -> Iterator[str]:
    commands, valued = commands_of(top), _valued(top)
    yield '# ce-tui in bash: eval "$(ce-tui completion bash)"'
    yield "_ce_tui() {"
    yield "  local current=${COMP_WORDS[COMP_CWORD]} last=${COMP_WORDS[COMP_CWORD-1]}"
    yield "  local command='' files='' value='' words='' word"
    yield "  # bash takes --option=value apart"
    yield "  if [[ $current == = ]]; then current=''; elif [[ $last == = ]]; then last=${COMP_WORDS[COMP_CWORD-2]}; fi"
    yield '  for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do'
    yield "    if [[ $word == = ]]; then value=1; continue; elif [[ $value ]]; then value=''; continue; fi"
    yield f"    case $word in {'|'.join(valued)}) value=1;; {'|'.join(commands)}) command=$word; break;; esac"
    yield "  done"
    yield "  case $last in"
    for word, action in valued.items():
        yield f"    {word}) words='{' '.join(action.choices or ())}' files={'1' if _is_path(action) else ''};;"
    yield "    *) case $command in"
    for name, (_, made) in commands.items():
        files = "1" if any(map(_is_path, _positional(made))) else ""
        yield f"      {name}) words='{' '.join(word for word, _ in _words(made))}' files={files};;"
    yield f"      *) words='{' '.join([*commands, *(word for word, _ in _words(top))])}';;"
    yield "    esac;;"
    yield "  esac"
    yield "  [[ $files ]] || compopt +o default 2>/dev/null"
    yield "  COMPREPLY=()"
    yield "  while IFS= read -r word; do"
    yield "    # options that nobody asks for would hide the files"
    yield '    if [[ ! $files || $word != -* || $current == -* ]]; then COMPREPLY+=("$word"); fi'
    yield '  done < <(compgen -W "$words" -- "$current")'
    yield "}"
    yield "complete -o default -F _ce_tui ce-tui  # what is nothing of these is a file"


def _zsh(top: argparse.ArgumentParser) -> Iterator[str]:
    def told(text: str) -> str:
        return "".join(f"\\{char}" if char in "\\:[]" else char for char in text)

    def value(action: argparse.Action) -> str:
        words = f"({' '.join(action.choices)})" if action.choices else ""
        return "".join(f":{name}:{words or ('_files' if _is_path(action) else ' ')}" for name in _values(action))

    def specs(of: argparse.ArgumentParser) -> str:
        found = ["--help[explain]"]
        for action in _shown(of):
            again = "*" if isinstance(action, argparse._AppendAction) else ""
            takes = value(action) if action.nargs != 0 else ""
            joined = "=" * (takes != "" and len(_values(action)) == 1)
            found += [f"{again}{word}{joined}[{told(action.help or '')}]{takes}" for word in action.option_strings]
        for number, action in enumerate(_positional(of), 1):
            found.append(f"{number}{':' * (action.nargs == '?')}{value(action)}")
        return " ".join(map(_quoted, found))

    commands = commands_of(top)
    yield "#compdef ce-tui"
    yield '# ce-tui in zsh: eval "$(ce-tui completion zsh)", after compinit'
    yield "_ce_tui() {"
    yield "  local curcontext=$curcontext state line ; local -a commands ; typeset -A opt_args"
    yield f"  commands=({' '.join(_quoted(f'{name}:{told(help)}') for name, (help, _) in commands.items())})"
    yield f"  _arguments -C {specs(top)} '1:command:->command' '*::argument:->argument'"
    yield "  case $state in"
    yield "    command) _describe command commands;;"
    yield "    argument) case $words[1] in"
    for name, (_, made) in commands.items():
        yield f"      {name}) _arguments {specs(made)};;"
    yield "    esac;;"
    yield "  esac"
    yield "}"
    yield "compdef _ce_tui ce-tui"


def _fish(top: argparse.ArgumentParser) -> Iterator[str]:
    commands = commands_of(top)

    def option(of: argparse.ArgumentParser, name: str) -> Iterator[str]:
        when = f"complete -c ce-tui -n {_quoted(f'__ce_tui_in {name}'.strip(), fish=True)}"
        yield f"{when} -l help -d explain"
        for action in _shown(of):
            words = _quoted(" ".join(action.choices or ()), fish=True)
            told = f"-d {_quoted(action.help or '', fish=True)}"
            for word in action.option_strings:
                takes = "" if action.nargs == 0 else " -r -F" if _is_path(action) else f" -x -a {words}"
                yield f"{when} -l {word[2:]}{takes} {told}"
            if not action.option_strings:
                yield f"{when} -F" if _is_path(action) else f"{when} -a {words} {told}"

    yield "# ce-tui in fish: ce-tui completion fish | source"
    yield "function __ce_tui_in"
    yield "  set -l value ; set -l words (commandline -opc) ; set -e words[1]"
    yield "  for word in $words"
    yield "    if test -n \"$value\" ; set value '' ; continue ; end"
    yield "    switch $word"
    yield f"      case {' '.join(_valued(top))}"
    yield "        set value 1"
    yield f"      case {' '.join(commands)}"
    yield '        test "$word" = "$argv[1]" ; return'
    yield "    end"
    yield "  end"
    yield "  not set -q argv[1]"
    yield "end"
    yield "complete -c ce-tui -f"
    yield from option(top, "")
    for name, (help, _) in commands.items():
        yield f"complete -c ce-tui -n __ce_tui_in -a {name} -d {_quoted(help, fish=True)}"
    for name, (_, made) in commands.items():
        yield from option(made, name)


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
    return " ".join(rf"\fI{_roff(name)}\fR" for name in _values(action))


def _roff(text: str) -> str:
    """Text as it stands, in lines of the length that troff likes."""
    lines = wrap(text, _LINE, break_long_words=False, break_on_hyphens=False)
    return "\n".join(map(_escaped, lines))


def _escaped(text: str) -> str:
    """No command, no dash that becomes a hyphen."""
    text = text.replace("\\", r"\e").replace("-", r"\-")
    return rf"\&{text}" if text.startswith((".", "'")) else text
