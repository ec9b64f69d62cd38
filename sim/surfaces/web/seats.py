"""Seats of a team session: a join code for each role, and a token for each person who joined.

Codes are handed out by the facilitator; a token is what a browser proves itself with afterwards.
Both lie in the record's folder while the session lasts, so that a restart lets everybody back in.
"""

from __future__ import annotations

import json
import secrets
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Literal, cast

from sim.disk import write_atomically
from sim.errors import Unusable
from sim.journal.conduct import EVALUATOR, FACILITATOR, OBSERVER, STAFF
from sim.surfaces.web.endpoint import Endpoint

if TYPE_CHECKING:
    from pathlib import Path

    from sim.scenario.policy import Policy

Kind = Literal["player", "facilitator", "evaluator", "observer"]
KINDS: tuple[Kind, ...] = ("player", "facilitator", "evaluator", "observer")

FILE_NAME = "seats.json"
# Without I, O, 0 and 1, which sound or look alike when a code is passed on.
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
_CODE_LENGTH = 10
MOST_NAME = 40
MOST_PEOPLE = 200


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who joined.

    Attributes:
        token: the browser's proof; a secret.
    """

    name: str
    role: str
    token: str

    @property
    def kind(self) -> Kind:
        """What sort of seat it is."""
        return kind_of(self.role)


def kind_of(role: str) -> Kind:
    """What sort of seat a role is: one of the staff's, or a player's."""
    return cast("Kind", role) if role in STAFF else "player"


def new_code() -> str:
    """A code that can be read out: `ABCDE-FGHJK`, 50 bits."""
    letters = "".join(secrets.choice(_LETTERS) for _ in range(_CODE_LENGTH))
    return f"{letters[:5]}-{letters[5:]}"


class SeatPlan:
    """Who may sit where, and who does.

    Args:
        codes: role by join code.
        people: those who have joined.
        path: where it is kept; None for nowhere, in tests.
        served: where the session was reached.
        outside: roles that wait outside until somebody calls them.
    """

    def __init__(
        self,
        codes: dict[str, str],
        people: tuple[Person, ...] = (),
        path: Path | None = None,
        served: Endpoint | None = None,
        outside: frozenset[str] = frozenset(),
    ) -> None:
        self.codes = codes
        self.outside = outside
        self.served = served
        self._people = {person.token: person for person in people}
        self._path = path

    @classmethod
    def fresh(cls, policy: Policy, record: Path | None = None) -> SeatPlan:
        """A new code for every role of the policy and every seat of the staff."""
        roles = (FACILITATOR, EVALUATOR, OBSERVER, *policy.roles)
        seats = cls({new_code(): role for role in roles}, path=record and record / FILE_NAME)
        seats.save()
        return seats

    @classmethod
    def load(cls, record: Path) -> SeatPlan:
        """The seats of a session that was cut off.

        Raises:
            Unusable: there is no file of them, or it was changed.
        """
        path = record / FILE_NAME
        try:
            data = json.loads(path.read_text(encoding="utf-8"))
            people = tuple(Person(**one) for one in data["people"])
            at = data["served"]
            served = Endpoint(**{**at, "names": tuple(at["names"])}) if at else None
            # Sessions of an earlier trainer had nobody outside.
            outside = frozenset(map(str, data.get("outside", ())))
            return cls(dict(data["codes"]), people, path, served, outside)
        except FileNotFoundError:
            raise Unusable(f"{record}: no {FILE_NAME} in it: it was not a team session") from None
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise Unusable(f"{path}: cannot be read: {error}") from error

    @property
    def people(self) -> tuple[Person, ...]:
        """Those who have joined, in that order."""
        return tuple(self._people.values())

    def code_of(self, role: str) -> str:
        """The join code of a role."""
        return next(code for code, name in self.codes.items() if name == role)

    def role_of(self, code: str) -> str | None:
        """The role behind a code as somebody typed it."""
        typed = "".join(char for char in code.upper() if char.isalnum())
        found = None
        for known, role in self.codes.items():
            # Every one is compared, each in the same time whatever it has in common.
            if secrets.compare_digest(known.replace("-", "").encode(), typed.encode()):
                found = role
        return found

    def who(self, token: str) -> Person | None:
        """The person with this token."""
        return self._people.get(token)

    def add(self, person: Person) -> None:
        """Somebody has joined; on disk before this returns."""
        self._people[person.token] = person
        self.save()

    def wait_outside(self, role: str, *, outside: bool) -> None:
        """The role waits until it is called, or no longer; on disk before this returns."""
        self.outside = self.outside | {role} if outside else self.outside - {role}
        self.save()

    def serve_at(self, served: Endpoint) -> None:
        """The session is reached here; on disk before this returns."""
        self.served = served
        self.save()

    def save(self) -> None:
        """Write codes and people, readable by the owner only."""
        if self._path is None:
            return
        people = [{"name": one.name, "role": one.role, "token": one.token} for one in self.people]
        served = self.served and asdict(self.served)
        data: dict[str, object] = {"codes": self.codes, "people": people, "served": served}
        if self.outside:
            data["outside"] = sorted(self.outside)
        text = json.dumps(data, indent=1)
        write_atomically(self._path, f"{text}\n".encode(), private=True)

    def forget(self) -> None:
        """The session is over: codes and tokens go."""
        if self._path is not None:
            self._path.unlink(missing_ok=True)


def checked_name(name: str) -> str:
    """A name as it stands in the journal.

    Raises:
        Unusable: it is empty, too long, or has characters that do not print.
    """
    cleaned = " ".join(name.split())
    if not cleaned:
        raise Unusable("name: say who you are")
    if len(cleaned) > MOST_NAME:
        raise Unusable(f"name: at most {MOST_NAME} characters")
    if not cleaned.isprintable():
        raise Unusable("name: has a character that cannot be printed")
    return cleaned
