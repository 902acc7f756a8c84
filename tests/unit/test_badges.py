"""A badge: two verifiers of others take it, ours takes no bit of it changed, and nobody is asked."""

import json
import random
import socket
import struct
import subprocess
import sys
import zlib
from pathlib import Path
from typing import Any
from unittest.mock import ANY

import jsonschema
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st
from joserfc import jwt as jose
from joserfc.errors import SecurityWarning
from joserfc.jwk import KeySet
from openbadgeslib.ob3 import OB3VerificationError, OB3Verifier
from openbadgeslib.verify import verify_badge

from tests.support.badges import CLAIM, KEY, SECRET, a_badge, payload_of, signed_with
from uitweg.platform.sealing import badge_keys, badges, tokens
from uitweg.platform.sealing.badges import PNG, BadgeFault, BadgeRefused, ReadBadge, read_badge

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><title>Uitweg</title></svg>'
KEPT = (
    "eyJhbGciOiJFZERTQSIsImp3ayI6eyJjcnYiOiJFZDI1NTE5Iiwia3R5IjoiT0tQIiwieCI6Ik8yNFMtRi1sOGhub2"
    "lXNVpaWjk2bW1lMnUtVjk2Ym02bmY2cGY0VlNDSjgifSwidHlwIjoiSldUIn0.eyJAY29udGV4dCI6WyJodHRwczov"
    "L3d3dy53My5vcmcvbnMvY3JlZGVudGlhbHMvdjIiLCJodHRwczovL3B1cmwuaW1zZ2xvYmFsLm9yZy9zcGVjL29iL3"
    "YzcDAvY29udGV4dC0zLjAuMy5qc29uIiwiaHR0cHM6Ly9wdXJsLmltc2dsb2JhbC5vcmcvc3BlYy9vYi92M3AwL2V4"
    "dGVuc2lvbnMuanNvbiJdLCJpZCI6InVybjp1dWlkOjI4M2E1Y2Q5LTc2YmYtNGFkZC1hMDM2LTA5MmQyMGU4NjQ4OC"
    "IsInR5cGUiOlsiVmVyaWZpYWJsZUNyZWRlbnRpYWwiLCJPcGVuQmFkZ2VDcmVkZW50aWFsIl0sIm5hbWUiOiJEZSBh"
    "dXRvIGJpaiBoZXQgaGVrIiwiaXNzdWVyIjp7ImlkIjoiZGlkOndlYjp1aXR3ZWcuZXhhbXBsZTpsZXJlbiIsInR5cG"
    "UiOlsiUHJvZmlsZSJdLCJuYW1lIjoiVWl0d2VnIGluIFZvb3JiZWVsZHN0YWQiLCJ1cmwiOiJodHRwczovL3VpdHdl"
    "Zy5leGFtcGxlLyJ9LCJ2YWxpZEZyb20iOiIyMDI2LTExLTI3VDAwOjAwOjAwWiIsImNyZWRlbnRpYWxTdWJqZWN0Ij"
    "p7InR5cGUiOlsiQWNoaWV2ZW1lbnRTdWJqZWN0Il0sImFjaGlldmVtZW50Ijp7ImlkIjoiaHR0cHM6Ly91aXR3ZWcu"
    "ZXhhbXBsZS9sZXJlbi9zY2hvb2wvIiwidHlwZSI6WyJBY2hpZXZlbWVudCJdLCJuYW1lIjoiRGUgYXV0byBiaWogaG"
    "V0IGhlayIsImRlc2NyaXB0aW9uIjoiRWVuIGxlcyB2YW4gb25nZXZlZXIgOCBtaW51dGVuLiIsImNyaXRlcmlhIjp7"
    "Im5hcnJhdGl2ZSI6IldpZSBkaXQgYmV3aWpzIG1hYWt0ZSwgemVndCBkZSBsZXMgdGUgaGViYmVuIGdlZGFhbi4ifS"
    "wiYWNoaWV2ZW1lbnRUeXBlIjoiTGVhcm5pbmdQcm9ncmFtIiwidmVyc2lvbiI6IjIwMjYtMTEtMjggc2hhMjU2OmFi"
    "YWJhYmFiYWJhYmFiYWJhYmFiYWJhYmFiYWJhYmFiYWJhYmFiYWJhYmFiYWJhYmFiYWJhYmFiYWJhYmFiYWIiLCJpbk"
    "xhbmd1YWdlIjoibmwifSwiaWQiOiJ1cm46dXVpZDpjMjAxMWM0NS02YTM3LTQ2NWItYjhjMi1lNjFkMDVkNjE1YmEi"
    "LCJpZGVudGlmaWVyIjpbeyJ0eXBlIjoiSWRlbnRpdHlPYmplY3QiLCJoYXNoZWQiOnRydWUsImlkZW50aXR5SGFzaC"
    "I6InNoYTI1NiRiMDNkZDBiZWYyNzNhMWY3NDU2OWVhZjdiZGE3OGNiNzA4YzNhZWQzOWY0ZWI5ZDc2MWZhOWYwZDk4"
    "NmYxZDA4IiwiaWRlbnRpdHlUeXBlIjoibmFtZSIsInNhbHQiOiIyVUl6WGZXQ0ppaGxJQVRPSk1yS0FRIn1dfSwiY3"
    "JlZGVudGlhbFNjaGVtYSI6W3siaWQiOiJodHRwczovL3B1cmwuaW1zZ2xvYmFsLm9yZy9zcGVjL29iL3YzcDAvc2No"
    "ZW1hL2pzb24vb2JfdjNwMF9hY2hpZXZlbWVudGNyZWRlbnRpYWxfc2NoZW1hLmpzb24iLCJ0eXBlIjoiMUVkVGVjaE"
    "pzb25TY2hlbWFWYWxpZGF0b3IyMDE5In1dLCJpc3MiOiJkaWQ6d2ViOnVpdHdlZy5leGFtcGxlOmxlcmVuIiwic3Vi"
    "IjoidXJuOnV1aWQ6YzIwMTFjNDUtNmEzNy00NjViLWI4YzItZTYxZDA1ZDYxNWJhIiwianRpIjoidXJuOnV1aWQ6Mj"
    "gzYTVjZDktNzZiZi00YWRkLWEwMzYtMDkyZDIwZTg2NDg4IiwibmJmIjoxNzk1NzM3NjAwfQ._ex4cy2Oz0D-"
    "8TqKZrg6D7XZwlhAiPamYZAClVmASFGQP9iivgLKegvJxOzEwj4Q4iy0snUgkV81hr3SLY9NCA"
)
"""A badge as they were made in November 2026."""


def a_png() -> bytes:
    def chunk(kind: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content))
            + kind
            + content
            + struct.pack(">I", zlib.crc32(kind + content))
        )

    header = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    return (
        PNG + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND", b"")
    )


def with_text(kind: bytes, content: bytes) -> bytes:
    """Return our PNG with one more chunk before its end."""
    made = struct.pack(">I", len(content)) + kind + content
    return a_png()[:-12] + made + struct.pack(">I", zlib.crc32(kind + content)) + a_png()[-12:]


def refusal(content: str | bytes) -> BadgeFault | None:
    """Return why this is refused; None when it is read."""
    try:
        read_badge(KEY, content.encode() if isinstance(content, str) else content)
    except BadgeRefused as refused:
        return refused.why
    return None


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise AssertionError("somebody was asked")

    for name in ("socket", "create_connection", "getaddrinfo"):
        monkeypatch.setattr(socket, name, refuse)


def test_what_a_badge_says_is_read_back() -> None:
    badge = read_badge(KEY, a_badge().encode())

    assert (badge.address, badge.title, badge.version) == (
        CLAIM.address,
        CLAIM.title,
        CLAIM.version,
    )
    assert badge.valid_from == CLAIM.valid_from


def test_the_librarys_own_verifier_takes_it() -> None:
    token = a_badge()
    subject = read_badge(KEY, token.encode()).subject
    result = verify_badge(
        badges.bake_png(a_png(), token), "3", pubkey_pem=KEY.pem, expected_recipient=subject
    )

    assert OB3Verifier(KEY.pem).verify(token, expected_recipient=subject).name == CLAIM.title
    assert (result.valid, result.trusted, result.reason) == (True, True, None)


def test_the_command_of_the_library_takes_it_as_the_guide_says(tmp_path: Path) -> None:
    token = a_badge()
    (tmp_path / "bewijs.png").write_bytes(badges.bake_png(a_png(), token))
    (tmp_path / "sleutel.pem").write_bytes(KEY.pem)
    command = [sys.executable, "-m", "openbadgeslib.openbadges_verifier", "-V", "3"]
    command += ["-i", "bewijs.png", "-k", "sleutel.pem", "-r"]

    def said(receptor: str) -> tuple[int, str]:
        done = subprocess.run([*command, receptor], cwd=tmp_path, capture_output=True, text=True)
        return done.returncode, done.stdout

    number = payload_of(token)["sub"]
    assert said("onbekend") == (1, ANY)
    assert f"credential is for {number}" in said("onbekend")[1]
    assert said(number) == (0, f"[+] OB3 signature is valid for the identity {number}\n")


def test_another_library_verifies_it_with_the_published_key() -> None:
    keys = KeySet.import_key_set(badge_keys.key_set(KEY))

    with pytest.warns(SecurityWarning):  # RFC 9864 renamed this algorithm; the standard has not yet
        read = jose.decode(a_badge(), keys.keys[0], algorithms=["EdDSA"])

    assert read.claims["credentialSubject"]["achievement"]["name"] == CLAIM.title


def test_the_published_key_is_found_by_the_did_in_the_badge() -> None:
    did = badge_keys.issuer_id("https://uitweg.example/leren/")
    document = badge_keys.did_document(KEY, did)
    asked = []

    def download(url: str) -> bytes:
        asked.append(url)
        return json.dumps(document).encode()

    assert OB3Verifier.for_issuer_did(did, download=download).verify(a_badge()).issuer.id == did
    assert asked == ["https://uitweg.example/leren/did.json"]


def test_without_https_the_address_itself_signs() -> None:
    url = "http://127.0.0.1:8000/leren/"

    assert badge_keys.issuer_id(url) == url


def test_every_changed_bit_of_a_badge_is_refused() -> None:
    token, dice = a_badge().encode(), random.Random(3)
    signature = range(token.rindex(b".") * 8, len(token) * 8)
    elsewhere = dice.sample(range(signature.start), 1500)

    for bit in (*signature, *elsewhere):
        changed = bytearray(token)
        changed[bit // 8] ^= 1 << bit % 8
        assert refusal(bytes(changed)) in tuple(BadgeFault), bit


def test_the_librarys_verifier_refuses_changed_bits_too() -> None:
    token, dice = a_badge(), random.Random(4)
    for bit in dice.sample(range(len(token) * 8), 400):
        changed = bytearray(token.encode())
        changed[bit // 8] ^= 1 << bit % 8
        with pytest.raises(OB3VerificationError):
            OB3Verifier(KEY.pem).verify(changed.decode("latin-1"))


def test_the_bits_of_the_last_letter_that_mean_nothing_count_too() -> None:
    token = a_badge()
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"

    assert {refusal(token[:-1] + letter) for letter in alphabet if letter != token[-1]} == {
        BadgeFault.CHANGED
    }


@pytest.mark.parametrize("cut", [1, 10, 86, 87, 500, 2000])
def test_a_badge_that_is_cut_off_is_refused(cut: int) -> None:
    assert refusal(a_badge()[:-cut]) in {BadgeFault.CHANGED, BadgeFault.NOTHING_FOUND}


def test_a_badge_signed_with_another_key_is_refused() -> None:
    payload = payload_of(a_badge())
    others = [badge_keys.badge_key(b"another secret " * 3), Ed25519PrivateKey.generate()]

    assert [refusal(signed_with(key, payload)) for key in others] == [BadgeFault.OTHER_KEY] * 2


def test_the_key_of_another_purpose_of_the_same_secret_is_another_key() -> None:
    other = badge_keys.BadgeKey(tokens.derive(SECRET, "work"))

    assert refusal(signed_with(other, payload_of(a_badge()))) is BadgeFault.OTHER_KEY
    assert KEY.seed not in (SECRET, other.seed)


@pytest.mark.parametrize("algorithm", ["none", "HS256"])
def test_no_signature_and_the_public_key_as_a_password_are_refused(algorithm: str) -> None:
    payload, password = payload_of(a_badge()), KEY.public.public_bytes_raw()
    secret = password if algorithm == "HS256" else None
    forged = jwt.encode(payload, secret, algorithm=algorithm, headers={"jwk": KEY.jwk})
    head, _, rest = a_badge().partition(".")

    assert refusal(forged) in {BadgeFault.OTHER_KEY, BadgeFault.NOTHING_FOUND}
    assert refusal(f"{head}.{forged.partition('.')[2]}") is BadgeFault.CHANGED
    assert refusal(f"{head}.{rest.partition('.')[0]}.") is BadgeFault.CHANGED


@pytest.mark.parametrize(
    "changes",
    [{"exp": 1_700_000_000}, {"validUntil": "2020-01-01T00:00:00Z"}, {"nbf": 9_000_000_000},
     {"validFrom": "2999-01-01T00:00:00Z"}, {"iss": "did:web:else"}, {"type": []}],
    ids=["exp", "validUntil", "nbf", "validFrom", "iss", "type"],
)  # fmt: skip
def test_what_our_key_signed_is_refused_when_it_is_over_or_no_badge(
    changes: dict[str, Any],
) -> None:
    assert refusal(signed_with(KEY, payload_of(a_badge()) | changes)) is BadgeFault.NOT_NOW


def test_nobody_is_asked_anything(no_network: None) -> None:
    """Not for a status, an endorsement, a schema or a key, whoever signed and whatever it says."""
    asks = {
        "credentialStatus": {"id": "https://a.example/1", "type": "BitstringStatusListEntry",
                             "statusListCredential": "https://a.example/s", "statusListIndex": "1",
                             "statusPurpose": "revocation"},
        "endorsementJwt": ["e30.e30.e30"],
        "evidence": [{"id": "https://a.example/e", "type": ["Evidence"]}],
    }  # fmt: skip
    stranger = Ed25519PrivateKey.generate()
    headers = {"jku": "https://a.example/jwks", "kid": "did:web:a.example#1"}
    pointing = jwt.encode(payload_of(a_badge()), stranger, algorithm="EdDSA", headers=headers)

    assert refusal(signed_with(KEY, payload_of(a_badge()) | asks)) is None
    assert refusal(pointing) is BadgeFault.OTHER_KEY
    assert refusal(badges.bake_png(a_png(), a_badge())) is None


def test_a_name_is_only_there_as_a_hash_of_its_own() -> None:
    one, other = a_badge(), a_badge()
    badge = read_badge(KEY, one.encode())

    assert "Anna" not in str(payload_of(one))
    assert payload_of(one)["credentialSubject"]["identifier"][0]["identityType"] == "name"
    assert badge.is_for("Anna de Vries")
    assert not badge.is_for("Anna de Vriest")
    assert badge.name_hash != read_badge(KEY, other.encode()).name_hash


def test_a_badge_of_nobody_has_no_identity_and_a_number_that_is_no_ones() -> None:
    one, other = payload_of(a_badge(name="")), payload_of(a_badge(name=""))

    assert "identifier" not in one["credentialSubject"]
    assert one["credentialSubject"]["id"] != other["credentialSubject"]["id"]
    assert one["id"] != other["id"]
    assert not read_badge(KEY, a_badge(name="").encode()).is_for("")


SCHEMA = {
    "type": "object",
    "required": ["@context", "id", "type", "credentialSubject", "issuer", "validFrom"],
    "properties": {
        "type": {"type": "array", "contains": {"const": "OpenBadgeCredential"}},
        "issuer": {
            "required": ["id", "type"],
            "properties": {"type": {"contains": {"const": "Profile"}}},
        },
        "validFrom": {"type": "string", "format": "date-time"},
        "credentialSubject": {
            "required": ["type", "achievement"],
            "properties": {
                "achievement": {
                    "required": ["id", "type", "criteria", "description", "name"],
                    "properties": {
                        "type": {"contains": {"const": "Achievement"}},
                        "version": {"type": "string"},
                        "inLanguage": {"pattern": "^[a-z]{2,4}$"},
                    },
                },
                "identifier": {
                    "items": {
                        "required": ["type", "hashed", "identityHash", "identityType"],
                        "propertyNames": {
                            "enum": ["type", "hashed", "identityHash", "identityType", "salt"]
                        },
                        "properties": {"identityHash": {"pattern": "^sha256\\$[0-9a-f]{64}$"}},
                    }
                },
            },
        },
    },
}
"""What the schema of an AchievementCredential (1EdTech, Open Badges 3.0) asks of the parts we fill;
its licence does not let us keep a copy of it here."""


@pytest.mark.parametrize("name", ["Anna", ""])
def test_a_badge_has_what_the_standard_asks(name: str) -> None:
    payload = payload_of(a_badge(name=name))

    jsonschema.Draft201909Validator(SCHEMA).validate(payload)
    assert payload["@context"][:2] == [
        "https://www.w3.org/ns/credentials/v2",
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
    ]


def around(token: str) -> dict[str, bytes]:
    """Return a badge in every way in which somebody may have it."""
    broken = "\r\n".join(token[at : at + 76] for at in range(0, len(token), 76))
    in_text = struct.pack("5B", 0, 1, 0, 0, 0) + zlib.compress(token.encode())
    return {
        "jwt": token.encode(),
        "line end": token.encode() + b"\n",
        "mail": broken.encode(),
        "sentence": f"Hier is mijn badge: {token} Groet, A.".encode(),
        "json": f'{{"id": "data:application/vc+jwt,{token}"}}'.encode(),
        "svg": SVG.replace(b"<title>", b"<credential>" + token.encode() + b"</credential><title>"),
        "png": badges.bake_png(a_png(), token),
        "compressed png": with_text(b"iTXt", b"openbadgecredential" + in_text),
    }


@pytest.mark.parametrize("way", around(a_badge()))
def test_a_badge_is_found_however_somebody_has_it(way: str) -> None:
    assert refusal(around(a_badge())[way]) is None


HOSTILE = {
    "nothing": b"",
    "words": b"Dit is geen badge.",
    "entities": b'<!DOCTYPE s [<!ENTITY a "'
    + b"eyJ" * 50
    + b'"><!ENTITY b "&a;&a;">]><svg>&b;</svg>',
    "file": b'<!DOCTYPE s [<!ENTITY a SYSTEM "file:///etc/passwd">]><svg>&a;</svg>',
    "deep svg": b"<svg>" * 20_000,
    "deep json": b"[" * 100_000,
    "many beginnings": b"eyJ" * 34_000,
    "many dots": b"eyJ." * 25_000,
    "empty png": PNG,
    "cut png": a_png()[:-20],
    "long chunk": PNG + b"\xff\xff\xff\xffIHDR",
    "bomb": with_text(b"iTXt", b"openbadgecredential\0\1\0\0\0" + zlib.compress(bytes(50_000_000))),
    "not deflated": with_text(b"iTXt", b"openbadgecredential\0\1\0\0\0" + b"eyJ" * 40),
    "no utf-8": with_text(b"iTXt", b"openbadgecredential\0\0\0\0\0" + b"\xff\xfe" * 40),
    "letters": with_text(b"iTXt", b"openbadgecredential\0\0\0\0\0" + "é.é.é".encode() * 40),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_at_once(name: str) -> None:
    """At once: a test that takes seconds of processor fails (tests/budgets.toml)."""
    assert refusal(HOSTILE[name]) is not None


@given(st.text(max_size=60))
def test_any_name_can_be_in_a_badge(name: str) -> None:
    name = name.encode("utf-8", "replace").decode()

    badge = read_badge(KEY, a_badge(name=name).encode())

    assert isinstance(badge, ReadBadge)
    assert badge.is_for(name) is bool(name)


def test_a_secret_has_one_key_for_ever() -> None:
    """Another way to derive it would make strangers of all badges that people have."""
    assert badge_keys.key_set(KEY)["keys"][0]["x"] == "O24S-F-l8hnoiW5ZZZ96mme2u-V96bm6nf6pf4VSCJ8"
    assert refusal(KEPT) is None
