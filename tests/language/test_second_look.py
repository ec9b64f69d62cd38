"""What stands beside a claim and takes it back: conditions, nothings, moments, parts, ways."""

from __future__ import annotations

import pytest

from sim.language.read import read


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Uploads wait until storage is healthy again.", id="until"),
        pytest.param("What you upload stays in line until R2 is back.", id="until-back"),
        pytest.param("Storage came back for a minute and failed again.", id="a-moment"),
        pytest.param("Storage was restored briefly, then broke again.", id="briefly"),
        pytest.param("Some downloads work, some do not.", id="some"),
        pytest.param("Downloads work for most of you; some get an error.", id="most"),
        pytest.param("You can keep uploading, we store what you send later.", id="later"),
        pytest.param("Downloads fail. KV and D1 are fine.", id="other-things"),
        pytest.param("Signing in by SSO fails. Logging in with a password works.", id="a-way"),
    ],
)
def test_no_part_or_moment_is_called_well(text: str) -> None:
    """Nothing in these says that something works now, as a whole."""
    assert not [one for one in read(text).claims if one.state in {"works", "safe"}]


@pytest.mark.parametrize(
    "text",
    [
        "Downloads fail for none of our users.",
        "Uploads are delayed by 0 seconds.",
        "Downloads fail for 0 % of requests.",
        "Sign-in fails for nobody.",
    ],
)
def test_trouble_of_nothing_is_no_trouble(text: str) -> None:
    """An amount of nothing denies what is said; it must not pass for the trouble itself."""
    assert not [one for one in read(text).claims if one.state not in {"works", "safe"}]


def test_read_only_reads_nothing() -> None:
    """The worker's mode is no word for downloads."""
    found = read("R2 is unreachable. Worker is read-only, writes are queued.").claims
    assert {(one.subject, one.state) for one in found} == {
        ("service", "failing"),
        ("uploads", "delayed"),
    }


@pytest.mark.parametrize(
    ("text", "claimed"),
    [
        ("Downloads are failing.", ("downloads", "failing")),
        ("Downloads are working again.", ("downloads", "works")),
        ("Uploads wait in the queue until the vendor has repaired it.", ("uploads", "delayed")),
        ("We do not know whether files are affected.", ("files", "unknown")),
        ("All files are safe.", ("files", "safe")),
    ],
)
def test_what_stands_by_itself_stands(text: str, claimed: tuple[str, str]) -> None:
    """A claim with none of these beside it is made."""
    assert claimed in {(one.subject, one.state) for one in read(text).claims}
