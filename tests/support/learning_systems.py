"""Learning systems for packages: scorm-again in a frame, and a small one of cmi5, on this machine.

Content has one address (127.0.0.1) and the record store another (localhost), as they often do.
"""

import hashlib
import io
import json
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit
from zipfile import ZipFile

from tests.support import machine
from tests.support.cmi5_rules import Session, Statement, broken, verb
from tests.support.installation import ROOT

LOCK = Path(__file__).with_name("lms")
TOKEN = "bGVlcmxpbmc6Z2VoZWlt"
FRAME = """<!doctype html><html lang=nl><title>Leersysteem</title><script src=/scorm-again.js></script>
<script>
addEventListener("load", () => {
  const kind = new URLSearchParams(location.search).get("api");
  if (kind === "real") window.API = new Scorm12API({lmsCommitUrl: "/commit", logLevel: 5,
    autocommit: false});
  if (kind === "refusing") window.API = {LMSInitialize: () => "false", LMSGetLastError: () => "101"};
  if (kind === "deaf") window.API = {LMSInitialize: () => "true",
    LMSGetValue: () => "", LMSSetValue: () => "true", LMSCommit: () => "false", LMSFinish: () => { throw new Error("deaf"); }};
  const heard = window.heard = [];
  const api = window.API ?? {};
  for (const name of ["Initialize", "SetValue", "GetValue", "Commit", "Finish"].map((what) => `LMS${what}`)) {
    const real = api[name];
    api[name] = (...how) => { const said = real.apply(api, how); heard.push([name, ...how, said]);
      return said; };
  }
  document.querySelector("iframe").src = "/content/index.html";
});
</script><iframe title=Les style="width:100%;height:700px;border:0"></iframe>"""
ACTOR = {"objectType": "Agent", "account": {"homePage": "https://school.example", "name": "l-17"}}
TEMPLATE = {
    "contextActivities": {"grouping": [{"id": "https://stad.example/les"}]},
    "extensions": {"https://w3id.org/xapi/cmi5/context/extensions/sessionid": "zitting-3"},
}


def of_others() -> Path:
    """Return node_modules with what others made, fetched once by npm into var/npm."""
    lock = (LOCK / "package-lock.json").read_bytes()
    folder = ROOT / "var" / "npm" / hashlib.sha256(lock).hexdigest()[:12]
    if not (folder / "node_modules" / "scorm-again").exists():
        shutil.copytree(LOCK, folder, dirs_exist_ok=True)
        machine.fetch_packages(folder)
    return folder / "node_modules"


@dataclass
class LearningSystem:
    """One that has this package. `token_failures`: how often it fails to give a token, at first.

    `refuses`: verbs of which it stores no statement.
    """

    package: bytes
    token_failures: int = 0
    refuses: frozenset[str] = frozenset()
    port: int = 0
    session: Session = field(
        default_factory=lambda: Session(ACTOR, "8d2f1c4e-0a8b-4b7e-9c55-0d6f3e1a7b21", "", TEMPLATE)
    )
    commits: list[dict[str, Any]] = field(default_factory=list)
    token_requests: int = 0
    is_token_given: bool = False
    requests: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.session.activity = "https://school.example/activiteit/9"
        with ZipFile(io.BytesIO(self.package)) as archive:
            self.files = {name: archive.read(name) for name in archive.namelist()}

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def launch_url(self, page: str = "/content/index.html") -> str:
        """Return the address with which a learner begins, as cmi5 has it."""
        store = f"http://localhost:{self.port}"
        given = {
            "endpoint": f"{store}/lrs",
            "fetch": f"{store}/token",
            "actor": json.dumps(self.session.actor),
            "registration": self.session.registration,
            "activityId": self.session.activity,
        }
        return f"{self.url}{page}?{urlencode(given)}"

    def answer(self, method: str, address: str, body: bytes, token: str) -> tuple[int, bytes, str]:
        """Return status, body and media type."""
        path, query = urlsplit(address).path, parse_qs(urlsplit(address).query)
        self.requests.append(f"{method} {path}")
        if path == "/token":
            return self._give_token()
        if path.startswith("/lrs/"):
            if token != f"Basic {TOKEN}":
                self.broken.append("8.1.2.0-5")
                return 401, b"", "text/plain"
            return self._record(method, path.removeprefix("/lrs/"), query, body)
        if path == "/commit":
            self.commits.append(json.loads(body))
            return _json({"result": True, "errorCode": 0})
        if path.startswith("/content/"):
            content = self.files.get(path.removeprefix("/content/"))
            return (200, content, "text/html; charset=utf-8") if content else (404, b"", "")
        pages = {
            "/frame": FRAME.encode(),
            "/terug": b"<!doctype html><title>Terug</title><h1>Terug in het leersysteem</h1>",
            "/client": b"<!doctype html><title>Client</title><script src=/cmi5.js></script>",
        }
        scripts = {
            "/scorm-again.js": "scorm-again/dist/scorm12.min.js",
            "/cmi5.js": "@xapi/cmi5/dist/Cmi5.umd.js",
        }
        if path in scripts:
            return 200, (of_others() / scripts[path]).read_bytes(), "text/javascript"
        return (200, pages[path], "text/html; charset=utf-8") if path in pages else (404, b"", "")

    def _give_token(self) -> tuple[int, bytes, str]:
        self.token_requests += 1
        if self.token_requests <= self.token_failures:
            return 500, b"", "text/plain"
        if self.is_token_given:
            return _json({"error-code": "1", "error-text": "Already in use"})
        self.is_token_given = True
        return _json({"auth-token": TOKEN})

    def _record(
        self, method: str, resource: str, query: dict[str, list[str]], body: bytes
    ) -> tuple[int, bytes, str]:
        session = self.session
        if resource == "activities/state" and method == "GET":
            launch = {
                "contextTemplate": session.template,
                "launchMode": session.launch_mode,
                "moveOn": "Completed",
                "returnURL": f"{self.url}/terug",
            }
            return _json(launch)
        if resource == "agents/profile" and json.loads(query["agent"][0]) == session.actor:
            session.read_preferences = True
            return 404, b"", "text/plain"
        if resource == "statements" and method == "GET":
            asked = query["verb"][0].rpartition("/")[2]
            return _json({"statements": [e for e in session.earlier if verb(e) == asked]})
        if resource == "statements":
            made = json.loads(body)
            return self._store(made if isinstance(made, list) else [made])
        return 400, b"", "text/plain"

    def _store(self, statements: list[Statement]) -> tuple[int, bytes, str]:
        for made in statements:
            if verb(made) in self.refuses:
                return 503, b"", "text/plain"
            if wrong := broken(made, self.session):
                self.broken += wrong
                return 403, b"", "text/plain"
            self.session.statements.append(made)
        return _json([made["id"] for made in statements])


def _json(value: object) -> tuple[int, bytes, str]:
    return 200, json.dumps(value).encode(), "application/json"


@contextmanager
def learning_system(package: bytes, **how: Any) -> Iterator[LearningSystem]:
    """Run one that serves this package."""
    system = LearningSystem(package, **how)

    class Handler(BaseHTTPRequestHandler):
        def _take(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            token = self.headers.get("Authorization", "")
            answer = (204, b"", "text/plain")
            if self.command != "OPTIONS":
                answer = system.answer(self.command, self.path, body, token)
            status, content, media_type = answer
            self.send_response(status)
            self.send_header("Content-Type", media_type)
            self.send_header("Content-Length", str(len(content)))
            self.send_header("Access-Control-Allow-Origin", "*")
            self.send_header("Access-Control-Allow-Headers", "authorization, content-type, *")
            self.send_header("Access-Control-Allow-Methods", "GET, POST, PUT")
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = do_PUT = do_OPTIONS = _take  # noqa: N815

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    system.port = server.server_address[1]
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield system
    finally:
        server.shutdown()
        server.server_close()
