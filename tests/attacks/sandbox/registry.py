"""What was tried against the sandbox: a row each, with what must hold afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.attacks.sandbox import breakouts, channels, contents, limits

if TYPE_CHECKING:
    from tests.attacks.sandbox.attack import Attack

ATTACKS: tuple[Attack, ...] = (
    *breakouts.ATTACKS,
    *limits.ATTACKS,
    *channels.ATTACKS,
    *contents.ATTACKS,
)
"""Every attack. What holds after each of them whatever it is, `attack.violations` says."""
