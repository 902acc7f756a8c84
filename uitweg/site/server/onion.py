"""The onion address, announced to Tor Browser by the pages at the ordinary address."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

Headers = list[tuple[str, str]]
ONION_HEADER = "onion-location"


@dataclass(frozen=True)
class OnionAddress:
    """`address` is http://….onion or ""; `host` is the public door's ordinary host name."""

    address: str
    host: str

    @property
    def name(self) -> str:
        return self.address.removeprefix("http://")

    def is_requested(self, request_headers: Any) -> bool:
        """Return whether a request with these headers came through the onion address."""
        return bool(self.address) and str(request_headers.get("host", "")).lower() == self.name

    def location_header(
        self, request_headers: Any, path: str, headers: Iterable[tuple[str, str]]
    ) -> Headers:
        """Return the header that gives Tor Browser the onion address of the same page.

        As Tor Browser expects, only on pages, over https and at the public address. The query is
        left out, so nothing else that was in the request comes back.
        """
        is_page = any(
            name.lower() == "content-type" and value.startswith("text/html")
            for name, value in headers
        )
        is_secure = request_headers.get("x-forwarded-proto", "") == "https"
        is_own_host = str(request_headers.get("host", "")).lower() == self.host
        if not (self.address and is_page and is_secure and is_own_host):
            return []
        return [(ONION_HEADER, self.address + path)]
