"""Whose name reaches the simulation: its own two hosts, and names mapped to them; pure.

Only the way there is mapped. The worker, the journal and the scorecard know the simulation's own
names and nothing else, so a mapping changes no journal that the same calls would leave.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import TYPE_CHECKING

from sim.scenario.names import HOST_PATTERN, PRODUCTION_HOST, TEST_HOST, Place

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

PLACES: dict[Place, str] = {"production": PRODUCTION_HOST, "test": TEST_HOST}


@dataclass(frozen=True, slots=True)
class Hosts:
    """The mapping of one run.

    Attributes:
        named: places by host name; `host:port` means that port only, a bare name every port.
    """

    named: Mapping[str, Place] = field(default_factory=dict)

    def of(self, host: str, port: str = "") -> str | None:
        """The simulation's own host that a name is mapped to; None for one that is not."""
        names = {name.lower(): place for name, place in self.named.items()}
        place = names.get(f"{host}:{port}") or names.get(host)
        return None if place is None else PLACES[place]

    @property
    def all_names(self) -> tuple[str, ...]:
        """Every name that reaches the simulation."""
        return (*PLACES.values(), *self.named)


# Most clouds serve their metadata at the link-local 169.254.169.254; these are the exceptions.
_METADATA_NAMES = frozenset({"metadata.google.internal", "instance-data.ec2.internal"})
_METADATA_ADDRESSES = frozenset({ip_address("fd00:ec2::254"), ip_address("100.100.100.200")})

OWN = Hosts()
"""Nothing mapped: the simulation's own names only."""


def read_hosts(given: Iterable[str]) -> dict[str, Place]:
    """Read `ops.example.net=production` and its like.

    Raises:
        ValueError: one is no mapping; says which and what one looks like.
    """
    found: dict[str, Place] = {}
    for text in given:
        name, _, place = text.partition("=")
        if place not in PLACES or not re.fullmatch(HOST_PATTERN, name):
            raise ValueError(f"{text!r} must be a host and its place: ops.example.net=production")
        found[name] = place
    return found


def is_metadata(host: str) -> bool:
    """Whether a cloud's machines ask this host for their own credentials."""
    if host.lower().rstrip(".") in _METADATA_NAMES:
        return True
    try:
        address = ip_address(host.strip("[]"))
    except ValueError:
        return False
    return address.is_link_local or address in _METADATA_ADDRESSES


def unmapped(host: str) -> str:
    """One sentence on a host that does not reach the simulation."""
    if is_metadata(host):
        return f"{host} is a cloud machine's metadata address: it is always refused"
    if host in PLACES.values():
        return (
            f"{host} answers at its usual port only; map the other: --host {host}:PORT=production"
        )
    return (
        f"{host} is not the worker, and an exercise cannot answer for it; "
        f"if it is, map it: hosts: {{{host}: production}} in the bindings, "
        f"or --host {host}=production"
    )
