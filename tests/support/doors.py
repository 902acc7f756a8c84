"""Tests at running doors without a browser: programs inside the installation, a logged-in member."""

import json
import re
import subprocess
import sys
import urllib.parse
from typing import Any

from tests.browser.test_doors import ask
from tests.support.installation import ROOT, Installation
from tests.support.processes import TeamKey

INSIDE = """
import json, os, sys, django
os.environ["DJANGO_SETTINGS_MODULE"] = "uitweg.site.config.settings"
django.setup()
from django.utils import timezone
from uitweg.platform.accounts.actions import login, sessions
from uitweg.platform.accounts.models import Member
from uitweg.channel.models import TeamKey
member, team = Member.objects.get(login=sys.argv[1]), TeamKey.current()
keyring = login.keyring_of(member, login.unlock_seed(member, sys.argv[2]))
cookie = f"{sessions.SESSION_COOKIE}={sessions.open_session(member, keyring, now=timezone.now())}"
keys = [bytes(k).hex() for k in (team.key_id, team.public_key, team.verify_key)]
print(json.dumps({"cookie": cookie, "keys": keys}))
"""


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
                "content-type": "application/x-www-form-urlencoded",
                "cookie": f"{self.cookie}; formulier={secret[1]}",
                "origin": self.city.staff,
            },
        )
        assert answer.status == 200, answer.body[:300]
        return answer.body
