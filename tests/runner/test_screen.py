"""What the sandbox prints, as chunks; no sandbox is needed for it."""

from __future__ import annotations

from sim.runner.screen import Chunk, Screen


def _screen(most: int) -> tuple[Screen, list[Chunk]]:
    shown: list[Chunk] = []
    return Screen(shown.append, most), shown


def test_a_letter_that_comes_in_two_parts_is_one() -> None:
    """Bytes are cut anywhere; what is no text becomes a mark."""
    screen, shown = _screen(100)
    screen.begin("")
    screen.take("né".encode()[:2], b"")
    screen.take("né".encode()[2:], b"\xff")
    assert shown == [Chunk("output", "n"), Chunk("output", "é"), Chunk("error", "�")]


def test_the_sandboxes_folders_are_not_shown() -> None:
    """Bash names the file that it reads; people pasted a text."""
    screen, shown = _screen(100)
    screen.begin("/doc/7/")
    screen.take(b"", b"/doc/7/bash: line 1: no\n")
    assert shown == [Chunk("error", "bash: line 1: no\n")]


def test_a_text_has_room_and_watch_gives_it_back() -> None:
    """What is dropped is said once for each text; a new text has its own room."""
    screen, shown = _screen(3)
    screen.begin("")
    assert screen.take(b"ab", b"")
    assert not screen.take(b"cd", b"")
    assert not screen.take(b"ef", b"")
    cut = Chunk("note", "only the first 3 characters are shown\n")
    assert shown == [Chunk("output", "ab"), Chunk("output", "c"), cut]
    shown.clear()
    screen.clear()
    assert screen.take(b"gh", b"")
    screen.begin("")
    assert not screen.take(b"ijkl", b"")
    assert shown == [Chunk("clear"), Chunk("output", "gh"), Chunk("output", "ijk"), cut]


def test_nothing_that_a_terminal_obeys_is_shown() -> None:
    """Colours and titles are left out, other control characters are seen, lines stay lines."""
    screen, shown = _screen(1000)
    screen.begin("")
    screen.take(b"\x1b[31mred\x1b[0m\r\n\x1b]0;title\x07a\tb\x07", b"\x1b[2J\xc2\x9bgone")
    assert [chunk.text for chunk in shown] == ["red\na\tb\u2407", "\u27e8U+009B\u27e9gone"]
