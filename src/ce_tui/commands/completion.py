"""`ce-tui completion`: the completion of shells, made from the command line itself, so that it cannot be behind it."""

import argparse
from collections.abc import Iterator

from ce_tui.commands.job import Job
from ce_tui.commands.parser import commands_of, parser, shown, values
from ce_tui.exit_codes import DONE


def run(job: Job) -> int:
    """Print what a shell needs to complete commands and options."""
    made = {"bash": _bash, "zsh": _zsh, "fish": _fish}[job.args.shell](parser())
    print("\n".join(made))
    return DONE


def _positional(of: argparse.ArgumentParser) -> list[argparse.Action]:
    return [action for action in shown(of) if not action.option_strings]


def _words(of: argparse.ArgumentParser) -> list[tuple[str, str]]:
    """What can be completed: options, and arguments of which there are only some; each with what it does."""
    found = [("--help", "explain")]
    for action in shown(of):
        words = action.option_strings or list(action.choices or ())
        found += [(word, action.help or "") for word in words]
    return found


def _valued(top: argparse.ArgumentParser) -> dict[str, argparse.Action]:
    """Every option that takes a value, whichever command it is of: one that several have means the same in each."""
    parsers = [top, *(made for _, made in commands_of(top).values())]
    return {word: one for of in parsers for one in shown(of) if one.nargs != 0 for word in one.option_strings}


def _is_path(action: argparse.Action) -> bool:
    return action.metavar in ("FILE", "FOLDER")


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
    commands = commands_of(top)
    yield "#compdef ce-tui"
    yield '# ce-tui in zsh: eval "$(ce-tui completion zsh)", after compinit'
    yield "_ce_tui() {"
    yield "  local curcontext=$curcontext state line ; local -a commands ; typeset -A opt_args"
    yield f"  commands=({' '.join(_quoted(f'{name}:{_zsh_text(help)}') for name, (help, _) in commands.items())})"
    yield f"  _arguments -C {_zsh_specs(top)} '1:command:->command' '*::argument:->argument'"
    yield "  case $state in"
    yield "    command) _describe command commands;;"
    yield "    argument) case $words[1] in"
    for name, (_, made) in commands.items():
        yield f"      {name}) _arguments {_zsh_specs(made)};;"
    yield "    esac;;"
    yield "  esac"
    yield "}"
    yield "compdef _ce_tui ce-tui"


def _zsh_specs(of: argparse.ArgumentParser) -> str:
    """The options and arguments of one command line, as `_arguments` reads them."""
    found = ["--help[explain]"]
    for action in shown(of):
        again = "*" if isinstance(action, argparse._AppendAction) else ""
        takes = _zsh_values(action) if action.nargs != 0 else ""
        joined = "=" * (takes != "" and len(values(action)) == 1)
        found += [f"{again}{word}{joined}[{_zsh_text(action.help or '')}]{takes}" for word in action.option_strings]
    for number, action in enumerate(_positional(of), 1):
        found.append(f"{number}{':' * (action.nargs == '?')}{_zsh_values(action)}")
    return " ".join(map(_quoted, found))


def _zsh_values(action: argparse.Action) -> str:
    words = f"({' '.join(action.choices)})" if action.choices else ""
    return "".join(f":{name}:{words or ('_files' if _is_path(action) else ' ')}" for name in values(action))


def _zsh_text(text: str) -> str:
    return "".join(f"\\{char}" if char in "\\:[]" else char for char in text)


def _fish(top: argparse.ArgumentParser) -> Iterator[str]:
    commands = commands_of(top)

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
    yield from _fish_options(top, "")
    for name, (help, _) in commands.items():
        yield f"complete -c ce-tui -n __ce_tui_in -a {name} -d {_quoted(help, fish=True)}"
    for name, (_, made) in commands.items():
        yield from _fish_options(made, name)


def _fish_options(of: argparse.ArgumentParser, name: str) -> Iterator[str]:
    """The options and arguments of one command line; `name` is "" for those before the command."""
    when = f"complete -c ce-tui -n {_quoted(f'__ce_tui_in {name}'.strip(), fish=True)}"
    yield f"{when} -l help -d explain"
    for action in shown(of):
        words = _quoted(" ".join(action.choices or ()), fish=True)
        told = f"-d {_quoted(action.help or '', fish=True)}"
        for word in action.option_strings:
            takes = "" if action.nargs == 0 else " -r -F" if _is_path(action) else f" -x -a {words}"
            yield f"{when} -l {word[2:]}{takes} {told}"
        if not action.option_strings:
            yield f"{when} -F" if _is_path(action) else f"{when} -a {words} {told}"


def _quoted(text: str, *, fish: bool = False) -> str:
    escaped = text.replace("\\", "\\\\").replace("'", "\\'") if fish else text.replace("'", "'\\''")
    return f"'{escaped}'"
