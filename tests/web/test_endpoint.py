"""Where a session listens: on this machine alone, or for others over TLS."""

from __future__ import annotations

import asyncio
import ssl
from typing import TYPE_CHECKING

import httpx
import pytest
import trustme

from sim.errors import Unusable
from sim.surfaces.web.endpoint import Endpoint, certificate_for, forget_certificate, listen
from tests.web.hosting import Hosted, own_port
from tests.web.page_client import open_page

if TYPE_CHECKING:
    from pathlib import Path

    from tests.web.hosting import Guest

OTHERS = "127.0.0.2"
"""An address that is not the usual one, so it is served as others would reach it."""

NAME = "trainer.example.com"


@pytest.fixture
def own(tmp_path: Path) -> tuple[Path, Path, Path]:
    """A certificate of one's own: the certificate, its key, and who vouches for it."""
    authority = trustme.CA()
    issued = authority.issue_cert(NAME, OTHERS)
    cert, key, trust = (tmp_path / name for name in ("cert.pem", "key.pem", "trust.pem"))
    issued.cert_chain_pems[0].write_to_path(str(cert))
    issued.private_key_pem.write_to_path(str(key))
    authority.cert_pem.write_to_path(str(trust))
    return cert, key, trust


def test_loopback_is_plain_and_the_rest_is_not() -> None:
    """Links begin as they must, with the first name that was given."""
    assert Endpoint().address == "http://127.0.0.1:8600"
    assert Endpoint.of("::1", 9000).address == "http://[::1]:9000"
    assert Endpoint.of(OTHERS, None).address == f"https://{OTHERS}:8600"
    named = Endpoint.of(OTHERS, None, ("Trainer.local", "other"))
    assert named.address == "https://trainer.local:8600"
    assert {OTHERS, "trainer.local", "other", "localhost"} <= named.hosts


def test_what_is_not_said_stays_as_it_was(own: tuple[Path, Path, Path]) -> None:
    """A session that is resumed is reached where it was, but for what was said anew."""
    cert, key, _ = own
    before = Endpoint(OTHERS, 8612, fixed=True, names=(NAME,), cert=str(cert), key=str(key))
    assert Endpoint.of(None, None, before=before) == before
    moved = Endpoint.of(None, 9001, before=before)
    assert (moved.host, moved.port, moved.names, moved.cert) == (OTHERS, 9001, (NAME,), str(cert))
    home = Endpoint.of("127.0.0.1", None, before=before)
    assert (home.local, home.cert, home.port) == (True, "", 8612)


def test_a_certificate_that_cannot_be_used_is_refused(
    own: tuple[Path, Path, Path], tmp_path: Path
) -> None:
    """Before anything is written, with what is wrong."""
    cert, key, _ = own
    words = tmp_path / "words.pem"
    words.write_text("not a certificate\n")
    other = tmp_path / "other.pem"
    trustme.CA().issue_cert(NAME).private_key_pem.write_to_path(str(other))
    gone = tmp_path / "gone.pem"
    for bind, given, opens, says in (
        (OTHERS, None, key, "--key: belongs to a certificate"),
        (None, cert, key, "--cert: loopback needs none"),
        (OTHERS, gone, key, f"{gone}: No such file"),
        (OTHERS, cert, gone, f"{gone}: No such file"),
        (OTHERS, words, None, f"{words} is no certificate with its open key"),
        (OTHERS, cert, None, f"{cert} is no certificate with its open key"),
        (OTHERS, cert, other, f"{cert} and {other} are no certificate with its open key"),
    ):
        with pytest.raises(Unusable, match=says.replace("(", r"\(")):
            Endpoint.of(bind, None, (), given, opens)


def test_a_session_keeps_its_certificate_while_it_lasts(tmp_path: Path) -> None:
    """The same for the same names, another for others; gone at the end."""
    where = Endpoint.of(OTHERS, 8600, (NAME,))
    first = certificate_for(where, tmp_path, None)
    shown = first.server.read_bytes()
    assert first.server.stat().st_mode & 0o077 == 0
    assert first.server.parent.stat().st_mode & 0o077 == 0
    assert certificate_for(where, tmp_path, where).server.read_bytes() == shown
    assert certificate_for(where, tmp_path, Endpoint.of(OTHERS, 8600)).server.read_bytes() != shown
    forget_certificate(tmp_path)
    assert not first.server.exists()


@pytest.mark.parametrize("bind", ["0.0.0.0", "::"])  # noqa: S104 - refused
def test_a_session_listens_at_one_address(bind: str) -> None:
    """Never at all of them: links and certificate name one."""
    with pytest.raises(Unusable, match="name one address of this machine"):
        listen(Endpoint(bind, own_port()))


def test_a_fixed_port_that_is_taken_is_refused() -> None:
    """And one that is not fixed is the next that is free."""
    port = own_port()
    with listen(Endpoint(port=port)) as first:
        assert first.getsockname() == ("127.0.0.1", port)
        with pytest.raises(Unusable, match="choose another --port"):
            listen(Endpoint(port=port, fixed=True))
        with listen(Endpoint(port=port)) as second:
            assert second.getsockname()[1] > port


async def _start(hosted: Hosted, guest: Guest, trust: ssl.SSLContext) -> None:
    """StartEx over TLS, by the board's live connection."""
    async with (
        httpx.AsyncClient(base_url=hosted.address, timeout=60, verify=trust) as client,
        open_page(client, guest, trust) as page,
    ):
        outcome = await page.do("start")
        assert outcome.ok, outcome.text


@pytest.mark.slow
def test_others_join_over_tls_and_come_back_after_a_kill(tmp_path: Path) -> None:
    """Nothing is asked anew: address, code, cookie and certificate are the same."""
    record = tmp_path / "record"
    hosted = Hosted.new(record, "complete-r2-outage", "--bind", OTHERS, "--name", NAME)
    try:
        assert hosted.address.startswith(f"https://{OTHERS}:")
        assert f"https://{NAME}:{hosted.port}/?code={hosted.code('facilitator')}" in hosted.said
        trust = ssl.create_default_context(cafile=hosted.authority)
        flo = hosted.join("facilitator", "Flo")
        ana = hosted.join("oncall_engineer", "Ana")
        asyncio.run(_start(hosted, flo, trust))
        status = hosted.client.get("/health/status", headers=ana.bearer)
        assert status.status_code == 200
        assert hosted.client.get("/", headers={"Host": NAME}).status_code == 200
        assert hosted.client.get("/", headers={"Host": "evil.example"}).status_code == 421
        with pytest.raises(httpx.ConnectError, match="CERTIFICATE_VERIFY_FAILED"):
            httpx.get(hosted.address)
        with pytest.raises(httpx.HTTPError):
            httpx.get(hosted.address.replace("https", "http"))
        address = hosted.address
        hosted.kill()
        hosted = Hosted.again(record)
        assert hosted.address == address
        with httpx.Client(base_url=address, verify=trust, timeout=60) as earlier:
            ((name, token),) = flo.cookie.items()
            cookie = {"Cookie": f"{name}={token}"}
            assert earlier.get(flo.board, headers=cookie).status_code == 200
            ended = earlier.get("/health/status", headers=ana.bearer)
            assert (ended.status_code, ended.json()["success"]) == (409, False)
        assert hosted.stop() == 0
        assert hosted.authority.exists()  # it can be resumed
    except BaseException:
        hosted.__exit__()
        raise


@pytest.mark.slow
def test_a_certificate_of_one_s_own_is_shown(own: tuple[Path, Path, Path], tmp_path: Path) -> None:
    """Whoever trusts its authority is asked nothing."""
    cert, key, trusted = own
    words = ("--bind", OTHERS, "--name", NAME, "--cert", str(cert), "--key", str(key))
    with Hosted.new(tmp_path / "record", "complete-r2-outage", *words) as hosted:
        assert "TLS:" not in hosted.said
        trust = ssl.create_default_context(cafile=trusted)
        assert httpx.get(hosted.address, verify=trust).status_code == 200
        with pytest.raises(httpx.ConnectError, match="CERTIFICATE_VERIFY_FAILED"):
            httpx.get(hosted.address)
