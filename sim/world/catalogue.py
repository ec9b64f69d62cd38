"""Names for the numbers: users and files as people see them in answers.

Made by Faker from (seed, number) when first asked for, so no order of asking changes a name. A
file's name ends in its number, so that the name leads back to the file.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.world.streams import Streams

MOST_SEARCHED = 20_000
"""Among so many users an address is looked for: a name takes a tenth of a millisecond to make."""

EXTENSIONS = ("csv", "xlsx", "txt", "tsv")


@cache
def _faker() -> object:
    from faker import Faker  # noqa: PLC0415 - loading Faker takes longer than a headless run

    return Faker("en_US")


class Catalogue:
    """Names of users and files of one exercise."""

    def __init__(self, streams: Streams) -> None:
        self._streams = streams
        self._names: dict[tuple[str, int], str] = {}
        self._addresses: dict[str, int] = {}

    def user(self, number: int) -> str:
        """A user's mail address."""
        return self._name("user", number, lambda seed: drawn(seed, "ascii_safe_email"))

    def file(self, number: int) -> str:
        """A file's name."""
        extension = EXTENSIONS[number % len(EXTENSIONS)]
        return self._name(
            "file", number, lambda seed: f"{drawn(seed, 'slug')}-{number:06d}.{extension}"
        )

    def call(self, what: Literal["user", "file"], number: int, name: str) -> None:
        """Give a number a name that somebody chose."""
        self._names[what, number] = name

    def numbered(self, name: str) -> int | None:
        """The number of the file with this name, None when none has it."""
        match = re.search(r"-([0-9]{6,9})\.[a-z]+$", name)
        if match is None or self.file(int(match[1])) != name:
            return None
        return int(match[1])

    def user_numbered(self, address: str, people: int) -> int | None:
        """The number of the first user with this mail address, None when none has it."""
        if not self._addresses:
            # From the last to the first, so that of two with one address the first is found.
            among = range(min(people, MOST_SEARCHED))
            self._addresses = {self.user(number): number for number in reversed(among)}
        return self._addresses.get(address)

    def _name(self, what: str, number: int, make: Callable[[int], str]) -> str:
        key = (what, number)
        if key not in self._names:
            self._names[key] = make(int(self._streams.uniform(f"name.{what}", number) * 2**48))
        return self._names[key]


@lru_cache(maxsize=20_000)
def drawn(seed: int, provider: str) -> str:
    """What a provider of Faker makes of this seed: a name, a slug."""
    faker = _faker()
    faker.seed_instance(seed)  # type: ignore[attr-defined]
    return str(getattr(faker, provider)())
