"""`tabletop host` without a scenario: the lobby on a socket, until Ctrl+C."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from sim.surfaces.layout import say
from sim.surfaces.web.endpoint import certificate_for, forget_certificate, listen
from sim.surfaces.web.host import serve
from sim.surfaces.web.lobby.app import LOBBY, Lobby
from sim.surfaces.web.lobby.room import Room
from sim.surfaces.web.seats import new_code

if TYPE_CHECKING:
    from sim.surfaces.web.endpoint import Endpoint

KEPT = Path(".lobby")
"""Where the certificate is kept while a lobby listens on another address than loopback."""


def serve_lobby(endpoint: Endpoint) -> None:
    """Serve it; the plans, drafts and records of the present folder."""
    listener = listen(endpoint)
    endpoint = replace(endpoint, port=listener.getsockname()[1], fixed=True)
    code = new_code()
    lobby = Lobby(Room(endpoint), code, endpoint)
    tls: dict[str, str] = {}
    if not endpoint.local:
        if endpoint.cert:
            tls = {"ssl_certfile": endpoint.cert, "ssl_keyfile": endpoint.key or endpoint.cert}
        else:
            KEPT.mkdir(mode=0o700, exist_ok=True)
            made = certificate_for(endpoint, KEPT, None)
            say(f"TLS: browsers trust it once they have {made.authority}")
            tls = {"ssl_certfile": str(made.server), "ssl_keyfile": str(made.server)}
    say(
        "The lobby: plan a session, hand out materials, start it, read about past ones.\n",
        bold=True,
    )
    say(f"  {endpoint.address}{LOBBY}?code={code}\n")
    say("Open it in a browser. It is for the facilitator only. Stop with Ctrl+C.")
    try:
        serve(lobby.app, listener, tls)
    finally:
        if tls and not endpoint.cert:
            forget_certificate(KEPT)
            KEPT.rmdir()
    if lobby.room.last:
        say(f"\n{Path('records') / lobby.room.last}: everything is saved")
