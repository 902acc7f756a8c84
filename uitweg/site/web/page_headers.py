"""The security headers of public pages, which allow the browser as little as possible.

A page's style and scripts stand inside it and are allowed by their hashes. A nonce would be no
use: pages are rendered once, so it would be constant.
"""

import re

from uitweg.platform.sealing.tokens import csp_hash

Headers = list[tuple[str, str]]

_STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)
_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)
_ASKS = re.compile(r'<body[^>]*? data-asks="([a-z ]*)"')

_DISABLED_FEATURES = (
    "accelerometer",
    "autoplay",
    "browsing-topics",
    "camera",
    "display-capture",
    "fullscreen",
    "geolocation",
    "gyroscope",
    "hid",
    "idle-detection",
    "local-fonts",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "screen-wake-lock",
    "serial",
    "usb",
    "xr-spatial-tracking",
)
_DENY_ALL = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

# of every response; a header that the response has itself takes precedence
COMMON_HEADERS: Headers = [
    ("content-security-policy", _DENY_ALL),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("permissions-policy", ", ".join(f"{name}=()" for name in _DISABLED_FEATURES)),
    ("referrer-policy", "no-referrer"),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
]
HSTS = ("strict-transport-security", "max-age=31536000; includeSubDomains")
HARMLESS_HEADERS = frozenset(
    {"accept-ranges", "age", "connection", "content-encoding", "content-length", "date", "etag"}
    | {"keep-alive", "server", "transfer-encoding", "vary", "via", HSTS[0]}
)
"""What a door or a proxy may add: none of these fetches, runs or remembers anything."""


def policy_for(html: str) -> str:
    """Return the content security policy of a page made by our templates.

    A page that needs more says so: `<body data-asks="connect fallback">` allows requests to this
    site (connect), scripts from it (fallback), and sound (media). User input is escaped, so it
    cannot add that.
    """
    body_tag = _ASKS.search(html)
    needs = set(body_tag[1].split()) if body_tag else set()
    trusted_types = "uitweg" if "connect" in needs else "'none'"
    scripts = _hashes(_SCRIPT, html) + (["'self'"] if "fallback" in needs else [])
    rules = [
        "default-src 'none'",
        _rule("style-src", _hashes(_STYLE, html)),
        _rule("script-src", scripts),
        "connect-src 'self'" if "connect" in needs else "",
        "media-src 'self'" if "media" in needs else "",
        "img-src data:",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        f"require-trusted-types-for 'script'; trusted-types {trusted_types}" if scripts else "",
    ]
    return "; ".join(rule for rule in rules if rule)


def headers_for(html: str, *, tls: bool = False) -> Headers:
    """Return all headers of a page except those about its content and caching."""
    others = [header for header in COMMON_HEADERS if header[0] != "content-security-policy"]
    return [("content-security-policy", policy_for(html)), *others, *([HSTS] if tls else [])]


def _hashes(pattern: re.Pattern[str], html: str) -> list[str]:
    return [f"'{csp_hash(text)}'" for text in dict.fromkeys(pattern.findall(html))]


def _rule(name: str, sources: list[str]) -> str:
    return f"{name} {' '.join(sources)}" if sources else ""
