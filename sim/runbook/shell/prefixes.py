"""What carries out the words behind it: `sudo -u ops`, `timeout 10s`, `nice -n 10`; pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.runbook.shell.script import Word

_VALUED = {
    "sudo": ("ughpCrtTUDR", ("--user", "--group", "--host", "--prompt", "--chdir", "--chroot")),
    "timeout": ("ks", ("--kill-after", "--signal")),
    "nice": ("n", ("--adjustment",)),
    "env": ("uCS", ("--unset", "--chdir", "--split-string")),
    "stdbuf": ("ioe", ("--input", "--output", "--error")),
    "exec": ("a", ()),
    "time": ("", ()),
    "command": ("", ()),
    "nohup": ("", ()),
    "builtin": ("", ()),
}
"""Each with its options that take the next word: letters and long names."""

_ASSIGNING = ("sudo", "env")


def program(words: list[Word]) -> list[Word]:
    """The words from the program on that is really run, past `sudo`, `timeout 10s`, `env A=b`."""
    rest = list(words)
    if rest and rest[0].text == "-p":  # what is left of `time -p`, whose first word is bash's own
        rest = rest[1:]
    while rest and (name := rest[0].text) in _VALUED:
        letters, names = _VALUED[name]
        rest = rest[1:]
        while rest and rest[0].text.startswith("-") and len(rest[0].text) > 1:
            option = rest[0].text
            rest = rest[2:] if _takes_a_word(option, letters, names) else rest[1:]
            if option == "--":
                break
        if name == "timeout":
            rest = rest[1:]
        while name in _ASSIGNING and rest and "=" in rest[0].text:
            rest = rest[1:]
    return rest


def _takes_a_word(option: str, letters: str, names: tuple[str, ...]) -> bool:
    """Whether an option's value is the next word: `-u ops`, `-Eu ops`, not `-uops`."""
    if option.startswith("--"):
        return option in names
    valued = [at for at, letter in enumerate(option) if letter in letters]
    return bool(valued) and valued[0] == len(option) - 1
