"""Signatures in minisign's format, by the Ed25519 of `cryptography`.

What is signed here, `minisign -V` verifies, and the other way round: algorithm `ED`, which signs
the BLAKE2b digest (https://jedisct1.github.io/minisign/). The secret key is a PKCS 8 file without
a password; keep it as one keeps a server's key.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from sim.errors import Unusable

if TYPE_CHECKING:
    from collections.abc import Sequence

PUBLIC_COMMENT = "untrusted comment: minisign public key"
COMMENT = "untrusted comment: signature of SHA256SUMS"
_TRUSTED = "trusted comment: "
_KEY, _PREHASHED = b"Ed", b"ED"
_ID, _PUBLIC, _SIGNED = 8, 32, 64

MAX_KEY_BYTES = 64 * 1024
"""Far more than a key's file takes."""


def new_key() -> bytes:
    """A new secret key, as a PEM file holds it."""
    key = Ed25519PrivateKey.generate()
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def _key(pem: bytes) -> Ed25519PrivateKey:
    try:
        found = load_pem_private_key(pem, None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise Unusable("not a secret key: make one with `tabletop evidence key`") from error
    if not isinstance(found, Ed25519PrivateKey):
        raise Unusable("not an Ed25519 key: make one with `tabletop evidence key`")
    return found


def _raw(key: Ed25519PrivateKey) -> bytes:
    return key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


def _id(public: bytes) -> bytes:
    """A key's number: minisign draws it; here it follows from the key, so that it is the same."""
    return hashlib.blake2b(public, digest_size=_ID).digest()


def public_key(pem: bytes) -> bytes:
    """The public key of a secret one, as minisign writes it.

    Raises:
        Unusable: it is no secret key.
    """
    public = _raw(_key(pem))
    line = base64.b64encode(_KEY + _id(public) + public).decode()
    return f"{PUBLIC_COMMENT}\n{line}\n".encode()


def sign(data: bytes, pem: bytes, trusted: str) -> bytes:
    """A signature of the data, with a comment that it covers.

    Raises:
        Unusable: it is no secret key.
    """
    key = _key(pem)
    signed = key.sign(hashlib.blake2b(data).digest())
    line = base64.b64encode(_PREHASHED + _id(_raw(key)) + signed).decode()
    whole = base64.b64encode(key.sign(signed + trusted.encode())).decode()
    return f"{COMMENT}\n{line}\n{_TRUSTED}{trusted}\n{whole}\n".encode()


def _decoded(line: str, size: int) -> bytes:
    """A line of base64 that can be written in one way only."""
    data = base64.b64decode(line, validate=True)
    if len(data) != size or base64.b64encode(data).decode() != line:
        raise ValueError("not as it is written")
    return data


def _lines(text: bytes, count: int, comment: str) -> Sequence[str]:
    *lines, end = text.decode().split("\n")
    if len(lines) != count or end or lines[0] != comment:
        raise ValueError("not as it is written")
    return lines


def trusted_comment(data: bytes, signature: bytes, public: bytes) -> str:
    """The comment of a signature that is right.

    Args:
        data: what was signed.
        signature: as minisign writes it, to the byte.
        public: the key, as minisign writes it.

    Raises:
        Unusable: it is not a signature of the data by this key.
    """
    wrong = Unusable("the signature is not one of this key for these files")
    try:
        _, key_line = _lines(public, 2, PUBLIC_COMMENT)
        _, line, trusted, whole = _lines(signature, 4, COMMENT)
        key = _decoded(key_line, len(_KEY) + _ID + _PUBLIC)
        signed = _decoded(line, len(_PREHASHED) + _ID + _SIGNED)
        over_all = _decoded(whole, _SIGNED)
        named = key[: len(_KEY) + _ID]
        if named[:2] != _KEY or signed[: len(_PREHASHED) + _ID] != _PREHASHED + named[2:]:
            raise wrong
        if not trusted.startswith(_TRUSTED):
            raise wrong
        comment = trusted.removeprefix(_TRUSTED)
        verifier = Ed25519PublicKey.from_public_bytes(key[-_PUBLIC:])
        verifier.verify(signed[-_SIGNED:], hashlib.blake2b(data).digest())
        verifier.verify(over_all, signed[-_SIGNED:] + comment.encode())
    except (ValueError, binascii.Error, InvalidSignature) as error:
        raise wrong from error
    return comment
