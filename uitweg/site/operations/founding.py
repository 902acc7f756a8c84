"""`./run init`: make the team's keys, the first member and the recovery sheet."""

import re
import sys

from django.utils import timezone

from uitweg.channel.actions.reports import publish_team_key
from uitweg.platform.accounts.actions import login
from uitweg.platform.accounts.actions import team as actions
from uitweg.platform.accounts.models import Member
from uitweg.platform.accounts.rules import Role
from uitweg.platform.sealing import fingerprint, passphrase
from uitweg.site.config import stores
from uitweg.site.config.environment import Misconfigured

SHEET_HEADING = """
RECOVERY SHEET. Print this and keep it in a safe; it is shown only now.
Whoever holds these 24 words and a login of a coordinator or lead can get the team's key back.
"""


def run(*, name: str | None, login_name: str | None, role: str) -> int:
    """Set up an empty installation and print its secrets, which are stored nowhere.

    Raises Misconfigured when there are members already.
    """
    if not (name and login_name) and not sys.stdin.isatty():
        raise Misconfigured("Say --name and --login, or run this where it can ask.")
    stores.migrate()
    if Member.objects.exists():
        raise Misconfigured("This installation has members already; a colleague can invite more.")
    name = name or input("Name of the first member: ").strip()
    login_name = login_name or input("Login name (such as fatima): ").strip()
    if not re.fullmatch(r"[a-z0-9_-]{2,40}", login_name):
        raise Misconfigured("A login name is 2 to 40 of a-z, 0-9, - and _.")
    sys.stdout.write(
        "\n".join(set_up_team(name=name, login_name=login_name, role=Role(role))) + "\n"
    )
    return 0


def set_up_team(*, name: str, login_name: str, role: Role) -> list[str]:
    """Make the team, its first member and the keys; return the lines to print."""
    now, phrase, totp = timezone.now(), passphrase.new_passphrase(), login.new_totp_secret()
    team = actions.found_team(now=now)
    actions.create_first_member(
        name=name,
        login_name=login_name,
        phrase=phrase,
        totp_secret=totp,
        role=role,
        keys=team.keys,
        now=now,
    )
    publish_team_key(
        key_id=team.key_id, public_key=team.public_key, verify_key=team.verify_key, now=now
    )
    numbered = [f"{number:2}. {word}" for number, word in enumerate(team.recovery_words, 1)]
    rows = [
        "   ".join(f"{word:<14}" for word in numbered[start : start + 4])
        for start in range(0, len(numbered), 4)
    ]
    return [
        f"The team's key: {fingerprint.words(team.public_key)}",
        SHEET_HEADING,
        *rows,
        "",
        f"First member: {name}",
        f"  login:      {login_name}",
        f"  passphrase: {phrase}",
        f"  phone code: {totp}",
        "Put the phone code into an authenticator app. "
        "Write the passphrase down until you know it.",
    ]
