"""Public pages on a slow phone: weight, requests, first paint and layout shift."""

import http.client
import re
import statistics
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from bench.figures import Figure
from tests.support import machine
from tests.support.installation import Installation

SLOW = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
"""400 ms round trip and 400 kbit/s, in the browser's unit of bytes a second."""
WINDOW = {"width": 360, "height": 740}
SEALING = ("/schrijven/", "/postvak/")
PLAIN_BYTES, SEALING_BYTES = "≤ 14336", "≤ 40960"
"""What fits in the first window of a connection; the pages that encrypt may be larger."""
PEER_BYTES = "GlobaLeaks 1,166 kB, Hush Line 779 kB, SecureDrop 119 kB"
PEER_PAINT = "GlobaLeaks 21 s, Hush Line 4.5 s, SecureDrop 2.3 s"
FLOOR = b"<!doctype html><html lang=nl><title>x</title><h1>Hallo</h1>"
WATCH = """
window.jumped = 0;
new PerformanceObserver(list => { for (const e of list.getEntries()) window.jumped += e.value; })
  .observe({type: 'layout-shift', buffered: true});
"""


def figures(city: Installation, *, small: bool) -> list[Figure]:
    """Measure every page that links lead to; the public door must be up."""
    weights = _crawl(city.public_port)
    found = [_weight(path, size) for path, size in sorted(weights.items())]
    with _browser() as browser:
        seen = {path: _look(browser, city.public + path) for path in weights}
        plain = {p: s[1] for p, s in seen.items() if not p.endswith(SEALING)}
        found.append(_worst("requests before the first paint", "requests", "≤ 1", plain))
        found.append(_worst("layout shift (CLS)", "", "≤ 0", {p: s[2] for p, s in seen.items()}))
        found += _first_paints(browser, city, tries=3 if small else 7)
    return found


def _weight(path: str, size: int) -> Figure:
    target = SEALING_BYTES if path.endswith(SEALING) else PLAIN_BYTES
    peer = PEER_BYTES if path in ("/", "/schrijven/") else ""
    return Figure(f"page weight {path}", size, "bytes br", target, "", peer)


def _worst(what: str, unit: str, target: str, by_page: dict[str, float]) -> Figure:
    worst = max(by_page, key=lambda path: by_page[path])
    name = f"{what}, most of {len(by_page)} pages ({worst})"
    return Figure(
        name,
        round(by_page[worst], 4),
        unit,
        target,
        "",
        "GlobaLeaks 14, SecureDrop 16" if unit else "",
    )


def _crawl(port: int) -> dict[str, int]:
    """Follow links from the start pages; return each page's path and its compressed size."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    sizes, ahead = dict[str, int](), ["/", "/makkelijk/", "/en/"]
    while ahead:
        path = ahead.pop()
        if path in sizes:
            continue
        line.request("GET", path, headers={"Accept-Encoding": "br"})
        answer = line.getresponse()
        packed = answer.read()
        if answer.status != 200 or "text/html" not in answer.headers["content-type"]:
            continue
        sizes[path] = len(packed)
        line.request("GET", path)
        html = line.getresponse().read().decode()
        ahead += re.findall(r'href="(/[a-z0-9/-]*)"', html)
    return sizes


@contextmanager
def _browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        browser = play.chromium.launch(
            executable_path=machine.browser(), args=machine.BROWSER_FLAGS
        )
        yield browser
        browser.close()


def _look(browser: Any, address: str, *, slow: bool = False) -> tuple[float, int, float]:
    """Open a page with an empty cache; return first paint (ms), requests until then, layout shift."""
    context = browser.new_context(viewport=WINDOW)
    page = context.new_page()
    page.add_init_script(WATCH)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    if slow:
        context.new_cdp_session(page).send("Network.emulateNetworkConditions", SLOW)
    page.goto(address, wait_until="load")
    paint = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime"
    while (painted := page.evaluate(paint)) is None:  # wait_for_function would need unsafe-eval
        page.wait_for_timeout(20)
    requests = len([url for url in asked if not url.startswith("data:")])
    page.wait_for_timeout(100)
    jumped = float(page.evaluate("window.jumped"))
    context.close()
    return float(painted), requests, jumped


def _first_paints(browser: Any, city: Installation, *, tries: int) -> list[Figure]:
    """Measure the floor and our pages in turns, so that all have the same conditions."""
    paths, times = ("/", "/schrijven/"), dict[str, list[float]]()
    with _floor_page() as floor:
        for _ in range(tries):
            for name, address in [("floor", floor), *((p, city.public + p) for p in paths)]:
                times.setdefault(name, []).append(_look(browser, address, slow=True)[0])
    beside = f"a bare h1 {statistics.median(times['floor']):.0f} ms"
    return [
        Figure(
            f"first paint {path}, 400 ms and 400 kbit/s",
            round(statistics.median(times[path])),
            "ms",
            "≤ 750",
            beside,
            PEER_PAINT,
        )
        for path in paths
    ]


@contextmanager
def _floor_page() -> Iterator[str]:
    """Serve the smallest possible page, as the floor."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("content-type", "text/html")
            self.send_header("content-length", str(len(FLOOR)))
            self.end_headers()
            self.wfile.write(FLOOR)

        def log_message(self, *_: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
