"""The completion of shells: whole, and read by each of them."""

import subprocess

import pytest
from tests.commands.conftest import Ce
from tests.programs import needs

from ce_tui.commands.parser import commands_of, parser

COMMANDS = commands_of(parser())


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_shell_can_read_its_completion_and_it_has_every_command(ce: Ce, shell: str) -> None:
    made = ce.good("completion", shell).out
    assert all(name in made for name in COMMANDS)
    needs(shell)
    subprocess.run([shell, "-n"], input=made, text=True, check=True, capture_output=True, timeout=20)


# Each is asked what it offers for a line up to the cursor, and prints that, one a line.
ASK = {
    # As readline does: words apart at `=`, and files where there is nothing else, unless that is turned off.
    "bash": """source "$1"
        IFS=' ' read -r -a COMP_WORDS <<< "${2//=/ = }"
        case $2 in *' '|*=) COMP_WORDS+=('');; esac
        COMP_CWORD=$((${#COMP_WORDS[@]} - 1)) default=1
        compopt() { default=''; }
        _ce_tui
        printf '%s\\n' "${COMPREPLY[@]}"
        if [[ $default && ! ${COMPREPLY[0]} ]]; then compgen -f -- "${COMP_WORDS[COMP_CWORD]}"; fi""",
    "fish": r"""source "$argv[1]"
        complete -C "$argv[2]" | string replace -r "\t.*" "" | string replace -r "^--.*=" ""
        true""",
    "zsh": r"""zmodload zsh/zpty
        zpty asked zsh -f -i
        ready() { zpty -w asked "print 'O''K'"; zpty -r asked said $'*OK\r\n*' }
        zpty -w asked "PROMPT= ; autoload -Uz compinit; compinit -u -D; source ${(q)1}"
        ready
        zpty -w asked 'compadd() {
            if [[ ${@[1,(i)(-|--)]} == *-(O|A|D)\ * ]]; then builtin compadd "$@"; return; fi
            local hit; local -a hits; builtin compadd -A hits "$@"; for hit in $hits; do print -r -- "<$hit>"; done
        }
        ask() { zle asking; print OVER; zle send-break }
        zle -C asking complete-word _generic; zle -N ask; bindkey "^X" ask'
        ready
        zpty -w -n asked "$2"$'\x18'
        zpty -r asked said $'*OVER*'
        print -r -- $said | tr '\r' '\n' | sed -n 's/.*<\(.*\)>.*/\1/p'""",
}


FILES = {"catalog.yaml", "other.db"}


@pytest.mark.slow
@pytest.mark.parametrize("shell", ASK)
def test_a_shell_completes_commands_options_their_values_and_files(ce: Ce, shell: str) -> None:
    needs(shell)
    made, place = ce.folder / f"made.{shell}", ce.folder / "place"
    made.write_text(ce.good("completion", shell).out)
    place.mkdir()
    for name in FILES:
        (place / name).touch()
    bare = {"bash": ["--norc"], "fish": ["--no-config"], "zsh": ["-f"]}[shell]
    for typed, offered in {
        "": COMMANDS.keys(),
        "cert": {"certificate"},
        "list --r": {"--ready"},
        "--theme nord list --cert": {"--certificates"},
        "--store list whe": {"where"},  # the first word is no command
        "--store=list whe": {"where"},
        "completion ": {"bash", "zsh", "fish"},
        "store ch": {"check"},
        "store restore o": {"other.db"},
        "import ": FILES,
        "import cata": {"catalog.yaml"},
        "--store o": {"other.db"},
        "list --store=o": {"other.db"},
        "import x --policy ": {"per-session", "whole-event"},
        "import x --policy=w": {"whole-event"},
        "demo --as ": {"medicine", "accounting"},
        "--learner ": set(),
        "show c": set(),
    }.items():
        asked = [shell, *bare, "-c", ASK[shell], *["bash"] * (shell != "fish"), str(made), f"ce-tui {typed}"]
        done = subprocess.run(asked, text=True, check=True, capture_output=True, timeout=20, cwd=place)
        found = {*done.stdout.splitlines()} - {""}
        if typed[-1:] in (" ", "") and offered:  # options may be offered, too
            found = {word for word in found if not word.startswith("--")}
        assert (found, done.stderr) == (set(offered), ""), typed


def test_an_option_of_two_values_names_both(ce: Ce) -> None:
    assert "\\fB\\-\\-account\\fR \\fIHOME\\fR \\fINAME\\fR" in ce.good("man").out
    assert ":HOME: :NAME: '" in ce.good("completion", "zsh").out
