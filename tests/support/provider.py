"""A provider of single sign-on that keeps to OpenID Connect, or does not, as a test tells it."""

import hmac
import json
import threading
import time
from base64 import urlsafe_b64encode
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

from uitweg.platform.openid.provider import Provider

CLIENT_ID, NAME = "uitweg-voorbeeldstad", "Gemeente Voorbeeldstad"
RETURN = "http://127.0.0.1:8001/inloggen/via/terug/"
JSON = "application/json"


@cache
def signing_key(name: str = "de-sleutel") -> RSAKey:
    return RSAKey.generate_key(2048, {"kid": name, "use": "sig"}, private=True)


@cache
def client_key() -> RSAKey:
    return RSAKey.generate_key(2048, private=True)


@dataclass
class Raw:
    """An answer as bytes on the line, piece by piece."""

    pieces: Iterable[bytes]


DRIPS = "drips"
"""In the place of an answer: the right one, a byte at a time, which takes far too long."""


class _DrippingLine:
    def __init__(self, line: Any) -> None:
        self._line = line

    def write(self, sent: bytes) -> None:
        with suppress(OSError):  # who was to read it may have gone
            for byte in sent:
                self._line.write(bytes([byte]))
                time.sleep(0.1)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._line, name)


@dataclass
class HostileProvider:
    """`claims` replace or (as None) take away; `published` does so in the metadata.

    `token` is a function that makes the token from header and claims; `answers` replace the answer
    at a path: a status and JSON, Raw, or DRIPS.
    """

    port: int = 0
    claims: dict[str, Any] = field(default_factory=dict)
    header: dict[str, Any] = field(default_factory=dict)
    published: dict[str, Any] = field(default_factory=dict)
    answers: dict[str, Any] = field(default_factory=dict)
    keys: list[Any] = field(default_factory=lambda: [signing_key()])
    signs_with: Any = field(default_factory=signing_key)
    token: Any = None
    redeemed: list[dict[str, str]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def setting(self, **more: Any) -> Provider:
        """Return the setting of a city that uses this provider."""
        terms: dict[str, Any] = {
            "issuer": self.issuer,
            "name": NAME,
            "client_id": CLIENT_ID,
            "private_key": client_key().as_pem(private=True),
            "redirect_uri": RETURN,
        }
        return Provider(**(terms | more))

    def authorize(self, address: str, **changed: str | None) -> str:
        """Return the address to which the browser is sent back; its path and query."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        code = f"code-{len(self.codes)}"
        self.codes[code] = asked
        answer = {"code": code, "state": asked["state"], "iss": self.issuer} | changed
        query = urlencode({name: value for name, value in answer.items() if value is not None})
        return f"{urlsplit(asked['redirect_uri']).path}?{query}"

    def metadata(self) -> dict[str, Any]:
        published = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "end_session_endpoint": f"{self.issuer}/end",
            "code_challenge_methods_supported": ["S256"],
            "token_endpoint_auth_methods_supported": ["private_key_jwt"],
            "token_endpoint_auth_signing_alg_values_supported": ["PS256", "RS256"],
            "id_token_signing_alg_values_supported": ["PS256", "RS256"],
            "authorization_response_iss_parameter_supported": True,
        } | self.published
        return {name: value for name, value in published.items() if value is not None}

    def id_token(self, asked: dict[str, str]) -> str:
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "sub": "pseudonym-of-fatima",
            "aud": CLIENT_ID,
            "exp": now + 300,
            "iat": now,
            "auth_time": now,
            "nonce": asked["nonce"],
        } | self.claims
        claims = {name: value for name, value in claims.items() if value is not None}
        header = {"alg": "PS256", "kid": "de-sleutel"} | self.header
        header = {name: value for name, value in header.items() if value is not None}
        if self.token:
            return str(self.token(header, claims))
        return jwt.encode(header, claims, self.signs_with, algorithms=[header["alg"]])

    def redeem(self, form: dict[str, str]) -> tuple[int, dict[str, Any]]:
        self.redeemed.append(form)
        asked = self.codes.pop(form.get("code", ""), None)
        if asked is None:
            return 400, {"error": "invalid_grant"}
        return 200, {
            "access_token": "an-access-token",
            "token_type": "Bearer",
            "id_token": self.id_token(asked),
        }


def unsigned(header: dict[str, Any], claims: dict[str, Any]) -> str:
    """Return a token that says `none` and has no signature."""
    parts = [{**header, "alg": "none"}, claims]
    return ".".join(_base64url(json.dumps(part).encode()) for part in parts) + "."


def signed_with_the_public_key(header: dict[str, Any], claims: dict[str, Any]) -> str:
    """Return a token whose secret is the public key that everybody can read.

    By hand: a library that is any good refuses to make it.
    """
    parts = [{**header, "alg": "HS256"}, claims]
    signed = ".".join(_base64url(json.dumps(part).encode()) for part in parts)
    secret = signing_key().as_pem(private=False)
    return f"{signed}.{_base64url(hmac.digest(secret, signed.encode(), 'sha256'))}"


def _base64url(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


@contextmanager
def hostile_provider(**terms: Any) -> Iterator[HostileProvider]:
    provider = HostileProvider(**terms)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = urlsplit(self.path).path
            provider.asked.append(path)
            if path == "/keys":
                keys = [key.as_dict(private=False) for key in provider.keys]
                self._answer(path, 200, {"keys": keys})
            elif path == "/.well-known/openid-configuration":
                self._answer(path, 200, provider.metadata())
            else:
                self._answer(path, 404, {})

        def do_POST(self) -> None:
            provider.asked.append(self.path)
            body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
            form = {name: values[0] for name, values in parse_qs(body).items()}
            self._answer(self.path, *provider.redeem(form))

        def _answer(self, path: str, status: int, value: object) -> None:
            other = provider.answers.get(path)
            if isinstance(other, Raw):
                try:
                    for piece in other.pieces:
                        self.wfile.write(piece)
                except OSError:
                    pass
                self.close_connection = True
                return
            if other is DRIPS:
                self.wfile, other = _DrippingLine(self.wfile), None
            status, value = other or (status, value)
            body = json.dumps(value).encode()
            self.send_response(status)
            if 300 <= status < 400:
                self.send_header("Location", f"{provider.issuer}/elsewhere")
            self.send_header("Content-Type", JSON)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    provider.port = server.server_address[1]
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
