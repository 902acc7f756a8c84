"""A demo city that can send mails and codes, and what a partner reads of them."""

import json
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_string, policy
from pathlib import Path

from tests.support.installation import Installation
from tests.support.servers import GatewayServer, Postbox, gateway_server, mail_server

SECONDS = 60
GATEWAYS = """
gateways:
- channel: sms
  url: {url}/sms
  json: {{to: "{{to}}", text: "{{text}}"}}
- channel: voice
  url: {url}/voice
  json: {{to: "{{to}}", text: "{{text}}"}}
"""


class PartnerCity:
    """The installation, the mailbox that gets every mail, and the gateway that gets every code."""

    def __init__(self, city: Installation, box: Postbox, gateway: GatewayServer) -> None:
        self.city, self.box, self.gateway = city, box, gateway

    def link_to(self, address: str, *, after: int = 0) -> str:
        """Wait for the mail to this address with a link in it, and return the link."""
        try:
            return until(lambda: self._link(address, after))
        except AssertionError:
            print("GOT", self.box.got)
            raise

    def _link(self, address: str, after: int) -> str:
        for raw in self.box.got[after:]:
            to, _, sent = raw.partition("\n")
            text = message_from_string(sent, policy=policy.default).get_content()
            if address in to and (found := re.search(r"http://\S+/vraag/\S+", text)):
                return found[0]
        return ""

    def codes(self) -> list[str]:
        """Return the codes that went out by text message, oldest first."""
        found = [re.search("code is ([0-9]{6})", text) for text in self.code_messages()]
        return [code[1] for code in found if code]

    def code_messages(self) -> list[str]:
        """Return the text messages and calls with a code; the gateway gets pages of others too."""
        texts = [json.loads(got.body)["text"] for got in self.gateway.got]
        return [text for text in texts if "uw code is" in text.lower()]

    def next_code(self, after: int) -> str:
        """Wait for one more code than there were, and return it."""
        until(lambda: len(self.codes()) > after)
        return self.codes()[-1]

    def everything_sent(self) -> str:
        """Return every byte that left by mail or gateway, as text."""
        mails = [raw.replace("=\n", "") for raw in self.box.got]
        return "\n".join([*mails, *(str(got.body) for got in self.gateway.got)])


@contextmanager
def partner_city(folder: Path, *doors: str) -> Iterator[PartnerCity]:
    """Start these doors, and the worker, of a demo city of their own."""
    with gateway_server(200) as gateway, mail_server() as (port, box):
        file = folder / "gateways.yaml"
        file.write_text(GATEWAYS.format(url=gateway.url))
        file.chmod(0o600)
        more = {
            "UITWEG_GATEWAYS": str(file),
            "UITWEG_SMTP_URL": f"smtp://127.0.0.1:{port}?from=uitweg@stad.example",
        }
        city = Installation(folder / "data", more).make().start(*doors, "worker")
        try:
            yield PartnerCity(city, box, gateway)
        finally:
            city.stop()


def until[T](look: Callable[[], T]) -> T:
    """Return the first truth that `look` finds; raises AssertionError after SECONDS."""
    deadline = time.monotonic() + SECONDS
    while not (found := look()):
        assert time.monotonic() < deadline
        time.sleep(0.1)
    return found
