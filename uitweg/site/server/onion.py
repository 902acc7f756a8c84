"""The onion address: told to Tor Browser by pages of the ordinary address, and by nothing else."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

Headers = list[tuple[str, str]]
ONION_HEADER = "onion-location"


@dataclass(frozen=True)
class OnionAddress:
    """`address` is http://….onion; `host` that of the public door as visitors type it."""

    address: str
    host: str

    @property
    def name(self) -> str:
        return self.address.removeprefix("http://")

    def is_asked(self, asked: Any) -> bool:
        """Say whether this request came through the onion address."""
        return bool(self.address) and str(asked.get("host", "")).lower() == self.name

    def told(self, asked: Any, path: str, headers: Iterable[tuple[str, str]]) -> Headers:
        """Return the header that tells Tor Browser of the same page here.

        Only for a page, asked over https at the public address, as Tor Browser expects. The
        path is that of a page there is; what else was typed in the address does not come back.
        """
        is_page = any(n.lower() == "content-type" and v.startswith("text/html") for n, v in headers)
        secure = asked.get("x-forwarded-proto", "") == "https"
        at_home = str(asked.get("host", "")).lower() == self.host
        if not (self.address and is_page and secure and at_home):
            return []
        return [(ONION_HEADER, self.address + path)]
