"""Visitors at the proxy, each with an address and marks of their own: ordinary ones and hostile ones."""

import http.client
import itertools
import json
import random
import re
import socket
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass
from functools import partial
from urllib.parse import urlencode

from endurance.traces import ADDRESSES, MUNICIPAL, PREFIX
from tests.support import attached
from tests.support.processes import TeamKey
from tests.support.proxy import PUBLIC_NAME, STAFF_NAME, Proxy, connect
from tests.support.reporters import Said, mailbox_body, seal
from uitweg.platform.sealing import code, files, tokens

FORM = "application/x-www-form-urlencoded"
PAGES = (
    "/",
    "/signalen/",
    "/check/",
    "/hulp/",
    "/schrijven/",
    "/postvak/",
    "/leren/",
    "/niet-hier/",
)
VOTES_PATH = "/hielp/"
_numbers = itertools.count(1)


@dataclass(frozen=True)
class Place:
    """Where visitors go, and what became of it: `said` counts the answers by what was tried."""

    proxy: Proxy
    team: TeamKey
    said: Counter[str]


class Visitor:
    """One person, or one program: `mark` is in everything that they send."""

    def __init__(self, place: Place) -> None:
        number = next(_numbers)
        self.place = place
        self.address = f"{ADDRESSES}{number // 250 % 250}.{number % 250 + 1}"
        self.mark = f"{PREFIX}{number}x{tokens.token_text(6).lower()}"
        self.headers = dict.fromkeys(
            ("User-Agent", "Referer", "Accept-Language", "X-Anything"), self.mark
        )
        self.headers |= {"Cookie": f"a={self.mark}", "X-Forwarded-For": self.address}

    def ask(
        self, path: str, body: bytes | None = None, kind: str = FORM, name: str = PUBLIC_NAME
    ) -> tuple[int, bytes]:
        """Send one request; return 0 as status when there was no answer."""
        method, more = ("GET", {}) if body is None else ("POST", {"Content-Type": kind})
        line = http.client.HTTPSConnection(name, self.place.proxy.tls_port)
        try:
            line.sock = connect(self.place.proxy, name, source=self.address, timeout=30)
            line.request(method, path, body, self.headers | more)
            answer = line.getresponse()
            if given := answer.getheader("Set-Cookie"):
                self.headers["Cookie"] = f"{given.partition(';')[0]}; a={self.mark}"
            return answer.status, answer.read()
        except (OSError, http.client.HTTPException):
            return 0, b""
        finally:
            line.close()

    def send_raw(self, raw: bytes, *, name: str = PUBLIC_NAME, plain: int = 0) -> int:
        """Send bytes as they are; return the status, or 0 when the connection just ended."""
        try:
            if plain:
                line = socket.create_connection(("127.0.0.1", plain), 10, (self.address, 0))
            else:
                line = connect(self.place.proxy, name, source=self.address, timeout=10)
            with closing(line):
                line.sendall(raw)
                line.settimeout(3)
                answer = line.recv(20)
        except OSError:
            return 0
        return int(answer[9:12]) if answer.startswith(b"HTTP/1.") else 0

    def note(self, tried: str, status: int) -> None:
        self.place.said[f"{tried} {status}"] += 1

    def multipart(self, fields: dict[str, str], content: bytes) -> tuple[bytes, str]:
        """Return a form with a file, and its kind; the mark is in the boundary too."""
        parts = [f'form-data; name="{n}"\r\n\r\n{v}'.encode() for n, v in fields.items()]
        head = f'form-data; name="file"; filename="{self.mark}.txt"\r\nContent-Type: text/plain'
        parts.append(head.encode() + b"\r\n\r\n" + content)
        start = f"--{self.mark}\r\nContent-Disposition: ".encode()
        whole = b"".join(start + part + b"\r\n" for part in parts)
        return whole + f"--{self.mark}--\r\n".encode(), f"multipart/form-data; boundary={self.mark}"


def reads_pages(visitor: Visitor) -> None:
    for path in PAGES:
        visitor.note("page", visitor.ask(f"{path}?{visitor.mark}")[0])
    answers = urlencode({"signal": visitor.mark, visitor.mark: "on"}).encode()
    visitor.note("check", visitor.ask("/check/", answers)[0])
    visitor.note(
        "vote", visitor.ask(VOTES_PATH, urlencode({"page": "/hulp/", "helped": "yes"}).encode())[0]
    )


def reports_with_a_script(visitor: Visitor) -> None:
    """Upload a file, report, write more, look in the mailbox, and delete it all half of the time."""
    secret = code.stretch(code.new_words())
    content = visitor.mark.encode() * 5000
    file = files.describe(content, name=f"{visitor.mark}.jpg", kind="image/jpeg")

    def post(path: str, body: bytes) -> None:
        visitor.note(path, visitor.ask(path, body, "application/json")[0])

    attached.send(post, file, list(files.seal(file, content)), at_once=5)
    for first in (True, False):
        path = "/schrijven/verzegeld/" if first else "/postvak/verzegeld/bericht/"
        said = Said(tokens.new_token(16), f"Verzonnen. {visitor.mark}", (file,) if first else ())
        post(path, seal(visitor.place.team, secret, said, first=first))
    post("/postvak/verzegeld/", mailbox_body(secret))
    if random.random() < 0.5:
        post("/postvak/verzegeld/wissen/", mailbox_body(secret).replace(b', "page": 0', b""))


def reports_without_a_script(visitor: Visitor) -> None:
    """The door itself reads the text and a file; the mailbox is opened, and deleted at times."""
    _, page = visitor.ask("/schrijven/", b"")
    fields = dict(re.findall(r'name="(words|key|since)" value="([^"]+)"', page.decode()))
    given = {**fields, "text": f"Verzonnen. {visitor.mark}", "role": "family"}
    body, kind = visitor.multipart(given, visitor.mark.encode() * 3000)
    visitor.note("plain report", visitor.ask("/schrijven/versturen/", body, kind)[0])
    words = {"words": fields.get("words", "")}
    status, page = visitor.ask("/postvak/openen/", urlencode(words).encode())
    visitor.note("plain mailbox", status)
    visitor.note("own text there", int(visitor.mark.encode() in page))
    more = words | {"key": tokens.new_token(16).hex(), "text": f"Nog iets. {visitor.mark}"}
    visitor.note("plain message", visitor.ask("/postvak/bericht/", urlencode(more).encode())[0])
    if random.random() < 0.3:
        visitor.note("plain wish", visitor.ask("/postvak/wissen/", urlencode(words).encode())[0])


def guesses_at_the_staff_door(visitor: Visitor) -> None:
    """From elsewhere, or from the municipal network, where the door itself hears the guess."""
    if random.random() < 0.6:
        visitor.address = f"{MUNICIPAL}{random.randint(1, 250)}"
    at_staff = partial(visitor.ask, name=STAFF_NAME)
    status, page = at_staff(f"/inloggen/?{visitor.mark}")
    visitor.note("staff page", status)
    fields = dict(re.findall(r'name="(csrfmiddlewaretoken)" value="([^"]+)"', page.decode()))
    fields |= {"login": visitor.mark, "phrase": visitor.mark, "code": "123456"}
    visitor.headers["Origin"] = visitor.place.proxy.staff
    visitor.note("guess", at_staff("/inloggen/", urlencode(fields).encode())[0])
    visitor.note("partner's link", at_staff(f"/vraag/{visitor.mark}/")[0])
    visitor.note("staff path", at_staff(f"/casus/1/{visitor.mark}/")[0])


def walks_the_tree(visitor: Visitor) -> None:
    mark = visitor.mark
    for path in (
        *(f"/../../../../etc/passwd?{mark}", f"/static/..%2f..%2f{mark}", f"/%2e%2e/{mark}"),
        *(f"/_proxy/away.html?{mark}", f"/_proxy/{mark}", f"/{mark}%00.html", f"/%ff{mark}"),
        *(f"/{mark * 400}", f"/casus/{'9' * 30}/?{mark}", f"//{mark}//", f"/open/{mark}"),
    ):
        head = f"GET {path} HTTP/1.1\r\nHost: {PUBLIC_NAME}\r\nUser-Agent: {mark}\r\n\r\n"
        visitor.note("traversal", visitor.send_raw(head.encode()))


def speaks_bad_http(visitor: Visitor) -> None:
    mark, host = visitor.mark, f"Host: {PUBLIC_NAME}\r\n"
    for raw in (
        f"GET /{mark}\r\n\r\n",
        f"{mark} / HTTP/1.1\r\n{host}\r\n",
        f"GET / HTTP/9.9\r\n{host}X: {mark}\r\n\r\n",
        f"GET / HTTP/1.1\r\n{host}{mark}\r\n\r\n",
        f"GET / HTTP/1.1\r\n{host}X-{mark}: \x00{mark}\r\n\r\n",
        f"GET / HTTP/1.1\r\n{host}X: {mark * 3000}\r\n\r\n",
        f"GET / HTTP/1.1\r\nHost: {mark}.example\r\n\r\n",
        f"GET http://{mark}.example/ HTTP/1.1\r\n{host}\r\n",
        f"GET / HTTP/1.1\r\n{host}Host: {mark}\r\n\r\n",
        f"POST /schrijven/versturen/ HTTP/1.1\r\n{host}Content-Length: 5\r\nContent-Length: 9\r\n\r\n{mark}",
        f"POST /schrijven/versturen/ HTTP/1.1\r\n{host}Content-Length: -{mark}\r\n\r\n{mark}",
        f"POST /schrijven/versturen/ HTTP/1.1\r\n{host}Transfer-Encoding: chunked\r\n\r\n{mark}\r\n{mark}",
        f"POST /schrijven/versturen/ HTTP/1.1\r\n{host}Transfer-Encoding: {mark}\r\n\r\n{mark}",
        f"CONNECT {mark}.example:443 HTTP/1.1\r\n{host}\r\n",
        f"TRACE /{mark} HTTP/1.1\r\n{host}\r\n",
        f"OPTIONS * HTTP/1.1\r\n{host}X: {mark}\r\n\r\n",
    ):
        visitor.note("bad http", visitor.send_raw(raw.encode("latin-1")))
    at_plain = f"GET /{mark} HTTP/1.1\r\nHost: {mark}.example\r\n\r\n".encode()
    proxy = visitor.place.proxy
    for port in (proxy.plain_port, proxy.tls_port):  # the second one expects TLS
        visitor.note("plain", visitor.send_raw(at_plain, plain=port))
    with suppress(OSError):
        connect(proxy, f"{mark}.example", source=visitor.address, timeout=5).close()


def sends_too_much(visitor: Visitor) -> None:
    filler = visitor.mark.encode() * 50_000
    for path, size in (("/hulp/", 2), ("/schrijven/versturen/", 7), ("/postvak/bericht/", 20)):
        body = (filler * 40)[: size * 1024 * 1024]
        visitor.note("too much", visitor.ask(path, body)[0])
    head = (
        f"POST /{visitor.mark} HTTP/1.1\r\nHost: {PUBLIC_NAME}\r\nContent-Length: 99999999\r\n\r\n"
    )
    visitor.note("too much", visitor.send_raw(head.encode() + filler[:500_000]))
    body, kind = visitor.multipart({"text": visitor.mark * 20_000}, filler)
    visitor.note("too much", visitor.ask("/schrijven/versturen/", body, kind)[0])


def sends_nonsense(visitor: Visitor) -> None:
    """Bodies that are not what the address takes, and values that a database refuses."""
    mark = visitor.mark
    odd = {"mailbox_id": mark, "key": f"\x00{mark}", "text": mark, "page": 10**40, mark: [mark]}
    for path in (
        *("/schrijven/verzegeld/", "/postvak/verzegeld/", "/postvak/verzegeld/bericht/"),
        *("/postvak/verzegeld/wissen/", "/bestand/stuk/", "/bestand/stand/", "/postvak/bestand/"),
    ):
        for body in (json.dumps(odd).encode(), mark.encode() * 9, b'{"key": "' + mark.encode()):
            visitor.note("nonsense", visitor.ask(path, body, "application/json")[0])
    for path in ("/schrijven/versturen/", "/postvak/openen/", "/postvak/wissen/", "/hulp/"):
        form = {"words": f"\x00 {mark}", "key": mark, "text": f"\x00\ud800{mark}", "since": mark}
        body = urlencode(form, errors="surrogatepass").encode()
        visitor.note("nonsense", visitor.ask(path, body)[0])


def breaks_off(visitor: Visitor) -> None:
    """Bodies that end too early, and one that comes in a few bytes at a time."""
    mark = visitor.mark
    for path in ("/schrijven/versturen/", "/schrijven/verzegeld/", "/bestand/stuk/"):
        head = f"POST {path} HTTP/1.1\r\nHost: {PUBLIC_NAME}\r\nContent-Length: 90000\r\n\r\n"
        visitor.note("cut off", visitor.send_raw(head.encode() + mark.encode() * 50))
    with (
        suppress(OSError),
        closing(connect(visitor.place.proxy, PUBLIC_NAME, source=visitor.address)) as line,
    ):
        line.sendall(
            f"POST /hulp/ HTTP/1.1\r\nHost: {PUBLIC_NAME}\r\nContent-Length: 900\r\n\r\n".encode()
        )
        for at in range(0, 40, 5):
            line.sendall((mark * 3)[at : at + 5].encode())
            time.sleep(0.2)
    with (
        suppress(OSError),
        closing(connect(visitor.place.proxy, PUBLIC_NAME, source=visitor.address)) as line,
    ):
        line.sendall(f"GET /{mark} HTTP/1.1\r\nHost: {PUBLIC_NAME}\r\nX: {mark}".encode())
        time.sleep(0.5)


Act = Callable[[Visitor], None]
ORDINARY: tuple[Act, ...] = (reads_pages, reports_with_a_script, reports_without_a_script)
HOSTILE: tuple[Act, ...] = (
    *(guesses_at_the_staff_door, walks_the_tree, speaks_bad_http),
    *(sends_too_much, sends_nonsense, breaks_off),
)
