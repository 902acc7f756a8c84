"""Public test vectors on the Python side; where each comes from stands in its file.

X-Wing is only offered inside HPKE, so its shared secret is checked by sealing with it: the
key schedule below is written out from RFC 9180 and itself checked against its vectors.
"""

import hmac
import json
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.bindings._rust import openssl as rust_openssl
from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tests.vectors import make_interop
from uitweg.platform.sealing import code, conversation, envelope
from uitweg.platform.sealing.conversation import ForgedAnswer
from uitweg.platform.sealing.wire import Suite, header

VECTORS = Path(make_interop.__file__).parent
HKDF_SHA256, AES_256_GCM = 1, 2
AEADS = {1: hpke.AEAD.AES_128_GCM, 2: hpke.AEAD.AES_256_GCM, 3: hpke.AEAD.CHACHA20_POLY1305}


def vectors(name: str) -> list[dict[str, Any]]:
    return json.loads((VECTORS / f"{name}.json").read_text("utf-8"))["vectors"]


def key_and_nonce(kem: int, aead: int, key_length: int, secret: bytes, info: bytes) -> list[bytes]:
    """Return what RFC 9180, section 5.1, makes of a KEM's shared secret (base mode)."""
    suite = b"HPKE" + kem.to_bytes(2) + HKDF_SHA256.to_bytes(2) + aead.to_bytes(2)

    def extract(salt: bytes, label: bytes, ikm: bytes) -> bytes:
        return hmac.digest(salt or bytes(32), b"HPKE-v1" + suite + label + ikm, "sha256")

    context = b"\0" + extract(b"", b"psk_id_hash", b"") + extract(b"", b"info_hash", info)
    mixed = extract(secret, b"secret", b"")

    def expand(label: bytes, length: int) -> bytes:
        labelled = length.to_bytes(2) + b"HPKE-v1" + suite + label + context
        return hmac.digest(mixed, labelled + b"\1", "sha256")[:length]

    return [expand(b"key", key_length), expand(b"base_nonce", 12)]


@pytest.mark.parametrize(
    "vector", vectors("rfc9180"), ids=lambda vector: f"aead {vector['aead_id']}"
)
def test_rfc_9180_vector_opens(vector: dict[str, Any]) -> None:
    suite = hpke.Suite(hpke.KEM.X25519, hpke.KDF.HKDF_SHA256, AEADS[vector["aead_id"]])
    first = vector["encryptions"][0]
    opened = rust_openssl.hpke._decrypt_with_aad(
        suite,
        bytes.fromhex(vector["enc"] + first["ct"]),
        X25519PrivateKey.from_private_bytes(bytes.fromhex(vector["skRm"])),
        bytes.fromhex(vector["info"]),
        bytes.fromhex(first["aad"]),
    )

    assert opened.hex() == first["pt"]


@pytest.mark.parametrize(
    "vector",
    vectors("rfc9180") + vectors("hpke_pq"),
    ids=lambda vector: f"aead {vector['aead_id']}",
)
def test_the_key_schedule_of_these_tests_is_that_of_rfc_9180(vector: dict[str, Any]) -> None:
    key, nonce = key_and_nonce(
        vector["kem_id"],
        vector["aead_id"],
        len(vector["key"]) // 2,
        bytes.fromhex(vector["shared_secret"]),
        bytes.fromhex(vector["info"]),
    )

    assert (key.hex(), nonce.hex()) == (vector["key"], vector["base_nonce"])


def test_hpke_x_wing_vector_opens() -> None:
    [vector] = vectors("hpke_pq")
    seed, first = bytes.fromhex(vector["skRm"]), vector["encryptions"][0]
    suite = hpke.Suite(hpke.KEM.MLKEM768_X25519, hpke.KDF.HKDF_SHA256, AEADS[vector["aead_id"]])
    opened = rust_openssl.hpke._decrypt_with_aad(
        suite,
        bytes.fromhex(vector["enc"] + first["ct"]),
        hpke.MLKEM768X25519PrivateKey(*envelope._private_keys(seed)),
        bytes.fromhex(vector["info"]),
        bytes.fromhex(first["aad"]),
    )

    assert envelope.public_key(seed).hex() == vector["pkRm"]
    assert opened.hex() == first["pt"]


@pytest.mark.parametrize("vector", vectors("xwing"), ids=[0, 1, 2])
def test_x_wing_draft_vector_gives_its_public_key_and_secret(vector: dict[str, Any]) -> None:
    seed, enc = bytes.fromhex(vector["seed"]), bytes.fromhex(vector["ct"])
    public = envelope.public_key(seed)
    key, nonce = key_and_nonce(0x647A, AES_256_GCM, 32, bytes.fromhex(vector["ss"]), b"here")
    closed = header(Suite.PUBLIC_KEY, envelope.key_id(public)) + enc
    closed += AESGCM(key).encrypt(nonce, b"hulp", b"")

    assert public.hex() == vector["pk"]
    assert envelope.unseal(seed, b"here", closed) == b"hulp"


def test_what_was_sealed_before_still_opens() -> None:
    """The committed file, not a new one: a change of the wire format would lose old reports."""
    fixed = json.loads((VECTORS / "interop.json").read_text("utf-8"))
    mailbox, key = bytes.fromhex(fixed["mailboxHash"]), bytes.fromhex(fixed["key"])
    reporter, verify = bytes.fromhex(fixed["reporterSeed"]), bytes.fromhex(fixed["verifyKey"])
    sealed = {
        (kind, reader): bytes.fromhex(fixed[kind][name])
        for kind in ("message", "answer")
        for reader, name in (("team", "forTeam"), ("reporter", "forReporter"))
    }
    for reader, seed in (("team", bytes.fromhex(fixed["teamSeed"])), ("reporter", reporter)):
        message = conversation.open_message(seed, mailbox, key, sealed["message", reader], reader)
        answer = conversation.open_answer(
            seed, verify, mailbox, key, sealed["answer", reader], reader
        )
        assert (message, answer) == (make_interop.MESSAGE, make_interop.ANSWER)
    assert code.stretch(fixed["words"]).seed == reporter
    for forged in fixed["forged"]:
        with pytest.raises(ForgedAnswer):
            conversation.open_answer(reporter, verify, mailbox, key, bytes.fromhex(forged))


def test_the_script_that_made_the_file_still_makes_one_like_it() -> None:
    fixed = json.loads((VECTORS / "interop.json").read_text("utf-8"))

    assert make_interop.interop().keys() == fixed.keys()
