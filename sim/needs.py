"""What each feature needs from the machine, and what provides it: the one place that says so.

`tabletop doctor`, the errors of the features, the Dockerfile's test and the tables in the docs read
it. Pure data: it names programs and packages and looks for none of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

System = Literal["debian", "fedora", "macos"]

SYSTEMS: dict[System, str] = {
    "debian": "Debian, Ubuntu",
    "fedora": "Fedora",
    "macos": "macOS",
}

INSTALLERS: dict[System, str] = {
    "debian": "sudo apt-get install",
    "fedora": "sudo dnf install",
    "macos": "brew install",
}


@dataclass(frozen=True, slots=True)
class Prerequisite:
    """A program, a library or a property of the system.

    Attributes:
        name: what it is called, unique here.
        kind: how `tabletop doctor` looks for it: on the PATH, by loading it, among the fonts, or
            by trying it.
        packages: what provides it, for each system that has a package for it.
        files: a library's file names, of which one must load; a font's, as patterns.
        only: which systems need it; empty for all.
    """

    name: str
    kind: Literal["program", "library", "font", "sandbox"]
    packages: dict[System, tuple[str, ...]]
    files: tuple[str, ...] = ()
    only: str = ""


NEEDS: dict[str, Prerequisite] = {
    need.name: need
    for need in (
        Prerequisite(
            "bash", "program", {"debian": ("bash",), "fedora": ("bash",), "macos": ("bash",)}
        ),
        Prerequisite(
            "curl", "program", {"debian": ("curl",), "fedora": ("curl",), "macos": ("curl",)}
        ),
        Prerequisite("jq", "program", {"debian": ("jq",), "fedora": ("jq",), "macos": ("jq",)}),
        Prerequisite(
            "watch",
            "program",
            {"debian": ("procps",), "fedora": ("procps-ng",), "macos": ("watch",)},
        ),
        # On newer kernels it does no harm.
        Prerequisite(
            "sandbox",
            "sandbox",
            {"debian": ("bubblewrap",), "fedora": ("bubblewrap",)},
            only="kernels older than 5.12",
        ),
        # The last of Pango's libraries that WeasyPrint loads; where HarfBuzz's is missing, it works
        # and warns that it will not do so for ever.
        Prerequisite(
            "Pango",
            "library",
            {
                "debian": ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0"),
                "fedora": ("pango",),
                "macos": ("pango",),
            },
            ("libpangoft2-1.0.so.0", "libpangoft2-1.0.dylib"),
        ),
        Prerequisite(
            "CJK font",
            "font",
            {"debian": ("fonts-noto-cjk",), "fedora": ("google-noto-sans-cjk-fonts",)},
            ("*CJK*.*", "SourceHan*", "wqy-*", "PingFang*"),
        ),
        Prerequisite(
            "emoji font",
            "font",
            {
                "debian": ("fonts-noto-color-emoji",),
                "fedora": ("google-noto-color-emoji-fonts",),
            },
            ("*Emoji*.*",),
        ),
        Prerequisite("git", "program", {"debian": ("git",), "fedora": ("git",), "macos": ("git",)}),
        Prerequisite(
            "make", "program", {"debian": ("make",), "fedora": ("make",), "macos": ("make",)}
        ),
        Prerequisite(
            "chromium",
            "program",
            {"debian": ("chromium",), "fedora": ("chromium",), "macos": ("--cask chromium",)},
        ),
        Prerequisite(
            "java",
            "program",
            {
                "debian": ("default-jre-headless",),
                "fedora": ("java-latest-openjdk-headless",),
                "macos": ("openjdk",),
            },
        ),
    )
}


@dataclass(frozen=True, slots=True)
class Feature:
    """Something the trainer can do, and what it needs beside Python.

    Attributes:
        name: one word, for `--json`.
        title: what it is.
        commands: how it is called.
        needs: names in `NEEDS`.
        linux: it works on Linux only.
        development: it is of use to those who change the trainer only.
    """

    name: str
    title: str
    commands: str
    needs: tuple[str, ...] = ()
    linux: bool = False
    development: bool = False


FEATURES: tuple[Feature, ...] = (
    Feature(
        "headless",
        "Headless runs, scores and reports",
        "`tabletop run`, `score`, `report`, `trends`, `lint`",
    ),
    Feature("host", "Team sessions in the browser", "`tabletop host`, `tabletop replay --open`"),
    Feature(
        "drill",
        "Drills in the terminal",
        "`tabletop drill`",
        ("bash", "curl", "jq", "watch"),
        linux=True,
    ),
    Feature(
        "runbooks",
        "Runbooks, and the command console in the browser",
        "`tabletop run --responder FILE.md`, `tabletop test`",
        ("bash", "curl", "jq", "sandbox"),
        linux=True,
    ),
    Feature(
        "pdf",
        "Reports as PDF",
        "`tabletop report --form pdf`",
        ("Pango",),
    ),
    Feature(
        "scripts",
        "Chinese, Japanese, Korean and emoji in PDF",
        "`tabletop report --form pdf`",
        ("CJK font", "emoji font"),
    ),
    Feature(
        "tests",
        "The project's own tests",
        "`make test`, `make slow`",
        ("git", "make", "chromium", "java"),
        development=True,
    ),
)

ELSEWHERE = (
    "The trainer is made for Linux and tested there. On macOS, use the container for drills, "
    "runbooks and the command console in the browser; headless runs, team sessions in the browser "
    "and reports also run natively. On Windows use WSL 2 or the container."
)
"""What the tool says on systems that it does not run on."""


def packages_for(names: tuple[str, ...], system: System) -> list[str]:
    """The packages that provide some needs on a system, each once, in order."""
    found = [one for name in names for one in NEEDS[name].packages.get(system, ())]
    return list(dict.fromkeys(found))


def install_line(names: tuple[str, ...], system: System = "debian") -> str | None:
    """The command that installs some needs on a system; None where no package provides them."""
    packages = packages_for(names, system)
    return f"{INSTALLERS[system]} {' '.join(packages)}" if packages else None


def feature(name: str) -> Feature:
    """The feature of that name."""
    return next(one for one in FEATURES if one.name == name)
