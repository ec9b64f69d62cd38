"""What a runbook leaves in its record: names, sizes, and what is not kept."""

from __future__ import annotations

import pytest

from sim.runner.artefacts import LONGEST_PART, MOST_BYTES, MOST_FILES, ScratchEntry, choose


def entry(name: str, size: int = 1, *, plain: bool = True) -> ScratchEntry:
    """An entry of the scratch folder."""
    return ScratchEntry(name, size, plain=plain)


def test_plain_files_are_kept_in_the_order_of_names() -> None:
    """Whatever order the sandbox lists them in; contents are cut by their lengths."""
    kept = choose([entry("b", 2), entry("a/c", 0), entry("a/b", 3)]).filled(b"abcde")
    assert kept.files == {"a/b": b"abc", "a/c": b"", "b": b"de"}
    assert kept.left_out == ()


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("../out", "leads out"),
        ("a/../../out", "leads out"),
        ("/etc/x", "leads out"),
        ("a//b", "leads out"),
        ("./a", "leads out"),
        ("", "leads out"),
        ("n" * (LONGEST_PART + 1), "bytes"),
        ("€" * 67, "bytes"),
        ("/".join(["d" * 100] * 9), "bytes"),
    ],
)
def test_what_cannot_be_a_file_of_the_record_is_left_out(name: str, why: str) -> None:
    """And the reason is said."""
    chosen = choose([entry(name)])
    assert chosen.taken == ()
    assert why in chosen.left_out[0]


def test_a_name_of_the_longest_kind_is_kept() -> None:
    """Its spelled form counts, not what it was."""
    assert choose([entry("n" * LONGEST_PART)]).names == ("n" * LONGEST_PART,)
    assert choose([entry("\x1b" * (LONGEST_PART // 3 + 1))]).names == ()


def test_what_is_no_plain_file_is_left_out() -> None:
    """Links, pipes, and files that may not be read."""
    assert choose([entry("p", plain=False)]).left_out == ("p is no plain file",)


@pytest.mark.parametrize("names", [("a\x01", "a␁"), ("a\x01/b", "a␁"), ("a", "a/b")])
def test_names_that_clash_are_kept_once(names: tuple[str, str]) -> None:
    """In whichever order they come."""
    for order in (names, names[::-1]):
        chosen = choose([entry(name) for name in order])
        assert len(chosen.names) == 1
        assert "the name of another file" in chosen.left_out[0]


def test_all_together_have_a_size() -> None:
    """What does not fit is left out, what fits behind it is kept."""
    chosen = choose([entry("a", MOST_BYTES - 1), entry("b", 2), entry("c", 1)])
    assert chosen.names == ("a", "c")
    assert "64 MiB" in chosen.left_out[0]


def test_all_together_have_a_number() -> None:
    """The first by name."""
    chosen = choose([entry(f"{number:05d}") for number in range(MOST_FILES + 2)])
    assert len(chosen.taken) == MOST_FILES
    assert len(chosen.left_out) == 2


def test_a_file_that_is_not_whole_is_no_file() -> None:
    """When the sandbox ends while it sends."""
    kept = choose([entry("a", 3), entry("b", 3)]).filled(b"abcd")
    assert kept.files == {"a": b"abc"}
    assert kept.left_out == ("b could not be read whole",)
