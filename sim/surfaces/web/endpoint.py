"""Where a session listens: address, port, names, and the certificate it shows."""

from __future__ import annotations

import errno
import shutil
import socket
import ssl
from dataclasses import dataclass, replace
from pathlib import Path

from sim.errors import Unusable
from sim.surfaces.http.app import LOCAL_HOSTS
from sim.surfaces.http.server import Certificate, make_certificate

LOOPBACK = "127.0.0.1"
PORT = 8600
EVERYWHERE = ("0.0.0.0", "::", "")  # noqa: S104 - refused
FOLDER = "session"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a session listens.

    Attributes:
        host: an address of this machine; loopback unless asked otherwise.
        port: the first free one from here on, unless `fixed`.
        names: other names that people use for this machine; links carry the first.
        cert, key: files of a certificate of one's own; "" for one that is made.
    """

    host: str = LOOPBACK
    port: int = PORT
    fixed: bool = False
    names: tuple[str, ...] = ()
    cert: str = ""
    key: str = ""

    @classmethod
    def of(  # noqa: PLR0917 - the options of the command line
        cls,
        bind: str | None,
        port: int | None,
        names: tuple[str, ...] = (),
        cert: Path | None = None,
        key: Path | None = None,
        before: Endpoint | None = None,
    ) -> Endpoint:
        """From what was asked for on the command line; the rest as it was before.

        Raises:
            Unusable: a certificate where it makes no sense, or one that cannot be used.
        """
        was = before or cls()
        endpoint = cls(
            bind or was.host,
            port or was.port,
            fixed=port is not None or was.fixed,
            names=tuple(name.lower() for name in names) or was.names,
        )
        if key and not cert:
            raise Unusable("--key: belongs to a certificate; add --cert")
        if cert and endpoint.local:
            raise Unusable("--cert: loopback needs none; add --bind and an address of this machine")
        if endpoint.local or not (cert or was.cert):
            return endpoint
        if cert is None:
            cert, key = Path(was.cert), Path(was.key) if was.key else None
        _check(cert, key)
        return replace(endpoint, cert=str(cert.resolve()), key=str(key.resolve()) if key else "")

    @property
    def local(self) -> bool:
        """Whether only this machine can reach it."""
        return self.host in {LOOPBACK, "localhost", "::1"}

    @property
    def hosts(self) -> frozenset[str]:
        """Every name and address it answers to."""
        return frozenset({*LOCAL_HOSTS, self.host.lower(), f"[{self.host}]", *self.names})

    @property
    def address(self) -> str:
        """How links begin."""
        shown = f"[{self.host}]" if ":" in self.host else self.host
        if self.names:
            shown = self.names[0]
        return f"{'http' if self.local else 'https'}://{shown}:{self.port}"


def _check(cert: Path, key: Path | None) -> None:
    try:
        # A key that asks for a password is refused, and not waited for.
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(cert, key, password=lambda: "")
    except ssl.SSLError:
        files = f"{cert} and {key} are" if key else f"{cert} is"
        raise Unusable(f"--cert: {files} no certificate with its open key, as PEM") from None
    except OSError as error:
        missing = next((file for file in (cert, key) if file and not file.is_file()), cert)
        raise Unusable(f"--cert: {missing}: {error.strerror}") from None


def listen(endpoint: Endpoint) -> socket.socket:
    """A listening socket.

    Raises:
        Unusable: the address is not one of this machine's, or no port is free.
    """
    if endpoint.host in EVERYWHERE:
        raise Unusable(f"--bind {endpoint.host}: name one address of this machine; links need it")
    tries = 1 if endpoint.fixed else 50
    for port in range(endpoint.port, endpoint.port + tries):
        family = socket.AF_INET6 if ":" in endpoint.host else socket.AF_INET
        listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((endpoint.host, port))
            listener.listen(256)
        except OSError as error:
            listener.close()
            if error.errno == errno.EADDRINUSE and port + 1 < endpoint.port + tries:
                continue
            if error.errno in {errno.EADDRNOTAVAIL, errno.ENOENT} or isinstance(
                error, socket.gaierror
            ):
                raise Unusable(f"--bind {endpoint.host}: is no address of this machine") from None
            raise Unusable(
                f"{endpoint.host}:{port}: {error.strerror}; choose another --port"
            ) from None
        return listener
    raise Unusable(f"no free port from {endpoint.port} on; choose another --port")


def certificate_for(endpoint: Endpoint, record: Path, before: Endpoint | None) -> Certificate:
    """The certificate that a session made for itself; the same one when it is taken up again.

    Browsers that trusted it go on by themselves then: another one would have to be asked for.

    Args:
        endpoint: where it listens now.
        record: keeps it, until `forget_certificate`.
        before: where it listened before; None for a new session.
    """
    folder = record / FOLDER
    kept = Certificate(folder / "ca.pem", folder / "server.pem")
    same = before is not None and (before.host, before.names) == (endpoint.host, endpoint.names)
    if same and kept.authority.is_file() and kept.server.is_file():
        return kept
    folder.mkdir(mode=0o700, exist_ok=True)
    return make_certificate(folder, (endpoint.host, *endpoint.names))


def forget_certificate(record: Path) -> None:
    """The session is over: its key goes."""
    shutil.rmtree(record / FOLDER, ignore_errors=True)
