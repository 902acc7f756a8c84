"""Tests at running doors without a browser: requests, a report, programs inside the installation, a member."""

import json
import re
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass
from email.message import Message
from typing import Any

from tests.support.installation import ROOT, Installation
from tests.support.processes import TeamKey

FORM = {"content-type": "application/x-www-form-urlencoded"}
INSIDE = """
import json, os, sys, django
os.environ["DJANGO_SETTINGS_MODULE"] = "uitweg.site.config.settings"
django.setup()
from django.utils import timezone
from uitweg.platform.accounts.actions import login, sessions
from uitweg.platform.accounts.models import Member
from uitweg.channel.conversation.models import TeamKey
member, team = Member.objects.get(login=sys.argv[1]), TeamKey.current()
keyring = login.keyring_of(member, login.unlock_seed(member, sys.argv[2]))
cookie = f"{sessions.SESSION_COOKIE}={sessions.open_session(member, keyring, now=timezone.now())}"
keys = [bytes(k).hex() for k in (team.key_id, team.public_key, team.verify_key)]
print(json.dumps({"cookie": cookie, "keys": keys}))
"""


@dataclass(frozen=True)
class Answered:
    """An answer, whole; its connection is closed."""

    status: int
    headers: Message
    body: bytes

    def read(self) -> bytes:
        return self.body


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        return None


OPENER = urllib.request.build_opener(_Stay)
"""Made once: it reads all the certificates of this machine's authorities."""


def ask(url: str, *, method: str = "GET", body: bytes | None = None, **headers: str) -> Answered:
    """Return the answer, whatever its status; redirects are not followed."""
    asked = urllib.request.Request(url, data=body, method=method, headers=headers)
    try:
        answer = OPENER.open(asked, timeout=15)
    except urllib.error.HTTPError as refused:
        answer = refused
    with answer:
        return Answered(answer.status, answer.headers, answer.read())


def report_without_javascript(city: Installation, text: str) -> list[str]:
    """Send a report as a browser without JavaScript does; return the seven words."""
    page = ask(city.public + "/schrijven/", method="POST", body=b"").read().decode()
    fields: dict[str, str] = dict(re.findall(r'name="(words|key)" value="([^"]+)"', page))
    given = urllib.parse.urlencode({**fields, "text": text, "role": "family"}).encode()
    done = ask(city.public + "/schrijven/versturen/", method="POST", body=given, **FORM)
    assert done.status == 200, done.read()
    return fields["words"].split()


def post(url: str, **given: str) -> str:
    answer = ask(url, method="POST", body=urllib.parse.urlencode(given).encode(), **FORM)
    assert answer.status == 200, (url, answer.status)
    return answer.read().decode()


def switch_maintenance(city: Installation, *state: str) -> str:
    done = city.run("maintenance", *state)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def inside(city: Installation, program: str, *given: str) -> Any:
    done = subprocess.run(
        [sys.executable, "-c", program, *given], env=city.environment, cwd=ROOT,
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


class Member:
    """A coordinator's browser at the staff door, as far as a file needs it."""

    def __init__(self, city: Installation) -> None:
        login, given = next(
            (name, member)
            for name, member in city.members().items()
            if member["role"] == "coordinator"
        )
        session = inside(city, INSIDE, login, given["phrase"])
        self.city, self.cookie = city, session["cookie"]
        self.team = TeamKey(*map(bytes.fromhex, session["keys"]))

    def download(self, address: str) -> bytes:
        """Click `Toch openen zoals het is`."""
        page = ask(self.city.staff + address, cookie=self.cookie)
        assert page.status == 200, page.body[:300]
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.body.decode())
        secret = re.search(r"formulier=(\w+)", page.headers["set-cookie"])
        assert token
        assert secret
        given = {"csrfmiddlewaretoken": token[1], "as_it_is": "yes"}
        answer = ask(
            self.city.staff + address,
            method="POST",
            body=urllib.parse.urlencode(given).encode(),
            **{
                **FORM,
                "cookie": f"{self.cookie}; formulier={secret[1]}",
                "origin": self.city.staff,
            },
        )
        assert answer.status == 200, answer.body[:300]
        return answer.body
