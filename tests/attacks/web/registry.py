"""Every attack over HTTP and WebSocket that is tried here; its families carry them out."""

from __future__ import annotations

from tests.attacks.web import asking, bodies, wire

ATTACKS = (*wire.ATTACKS, *bodies.ATTACKS, *asking.ATTACKS)
