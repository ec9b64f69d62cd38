"""How often wrong join codes are taken: by address, and by all addresses together.

Each wrong code costs a try; tries come back with time. Whoever has none left is told to wait before
the code is looked at, so that a right one does not show by being let in. Memory is bounded however
many addresses there are. It knows addresses and time; it must not know codes.
"""

from __future__ import annotations

import ipaddress
import math
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

TRIES, TRIES_A_SECOND = 10, 1.0
"""Of one address: a room behind one address may mistype ten codes at once."""

ALL_TRIES, ALL_TRIES_A_SECOND = 60, 5.0
"""Of all addresses together: at that rate, 50 bits take seven million years."""

MOST_ADDRESSES = 1_000
"""Addresses that are remembered; the one that has been wrong longest ago goes first."""

_NETWORK_BITS = 64
"""An IPv6 host has this many bits of its own to choose addresses from."""


@dataclass(slots=True)
class _Bucket:
    """Tries that are left, at an instant."""

    left: float
    at: float

    def refill(self, now: float, most: float, a_second: float) -> None:
        self.left = min(most, self.left + (now - self.at) * a_second)
        self.at = now


class Guesses:
    """The tries that are left.

    Args:
        seconds: a clock that never runs back.
    """

    def __init__(self, seconds: Callable[[], float]) -> None:
        self._seconds = seconds
        self._all = _Bucket(ALL_TRIES, seconds())
        self._by_address: OrderedDict[str, _Bucket] = OrderedDict()

    def __len__(self) -> int:
        return len(self._by_address)

    def wait(self, address: str) -> int:
        """Whole seconds until a code of this address is looked at again; 0 for now."""
        now = self._seconds()
        self._all.refill(now, ALL_TRIES, ALL_TRIES_A_SECOND)
        needed = (1 - self._all.left) / ALL_TRIES_A_SECOND
        own = self._by_address.get(_network(address))
        if own is not None:
            own.refill(now, TRIES, TRIES_A_SECOND)
            needed = max(needed, (1 - own.left) / TRIES_A_SECOND)
        return max(0, math.ceil(needed))

    def wrong(self, address: str) -> None:
        """A code of this address was wrong."""
        now, network = self._seconds(), _network(address)
        own = self._by_address.setdefault(network, _Bucket(TRIES, now))
        self._by_address.move_to_end(network)
        if len(self._by_address) > MOST_ADDRESSES:
            self._by_address.popitem(last=False)
        own.refill(now, TRIES, TRIES_A_SECOND)
        own.left -= 1
        self._all.left -= 1


def _network(address: str) -> str:
    """What counts as one address: of IPv6, the network that a host can choose from."""
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return ""
    if parsed.version == 4:  # noqa: PLR2004 - the protocol's own number
        return str(parsed)
    return str(ipaddress.ip_network((parsed, _NETWORK_BITS), strict=False))
