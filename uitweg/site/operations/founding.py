"""`./run init`: make the team's keys, the first member and the recovery sheet."""

import io
import re
import sys

import segno
from django.conf import settings
from django.utils import timezone

from uitweg.channel.conversation.actions.team_keys import publish_team_key
from uitweg.platform.accounts.actions import confirmation, login
from uitweg.platform.accounts.actions import team as actions
from uitweg.platform.accounts.actions.authorization import NotPossible
from uitweg.platform.accounts.models import Member
from uitweg.platform.accounts.rules import Role
from uitweg.platform.content import load
from uitweg.platform.sealing import fingerprint, passphrase
from uitweg.site.config import migrating, secret_files
from uitweg.site.config.environment import Misconfigured
from uitweg.site.operations import installed
from uitweg.site.operations.founding_words import WORDS

WHITE_ON_BLACK, AS_BEFORE = "\033[97;40m", "\033[0m"


def run(*, name: str | None, login_name: str | None) -> int:
    """Set up an empty installation and print its secrets, which are stored nowhere.

    Raises Misconfigured when there are members already.
    """
    words = WORDS[settings.LANGUAGE]
    if not (name and login_name) and not sys.stdin.isatty():
        raise Misconfigured(words.say_who)
    migrating.migrate()
    if Member.objects.exists():
        raise Misconfigured(words.has_members)
    secret_files.make_first_secrets()
    name = name or input(words.ask_name).strip()
    login_name = (login_name or input(words.ask_login)).strip().lower()
    if not re.fullmatch(r"[a-z0-9_-]{2,40}", login_name):
        raise Misconfigured(words.wrong_login)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # what it cannot print must not lose the words
    sys.stdout.write(set_up_team(name=name, login_name=login_name))
    return 0


def set_up_team(*, name: str, login_name: str) -> str:
    """Make the team, its keys and its first member, a lead; return the text to print."""
    now, phrase, totp = timezone.now(), passphrase.new_passphrase(), login.new_totp_secret()
    team = actions.found_team(now=now)
    actions.create_first_member(
        name=name,
        login_name=login_name,
        phrase=phrase,
        totp_secret=totp,
        role=Role.LEAD,
        keys=team.keys,
        now=now,
    )
    publish_team_key(
        key_id=team.key_id, public_key=team.public_key, verify_key=team.verify_key, now=now
    )
    return WORDS[settings.LANGUAGE].made.format(
        fingerprint=fingerprint.words(team.public_key),
        sheet=_in_columns(team.recovery_words),
        name=name,
        login=login_name,
        phrase=phrase,
        totp=totp,
        qr=terminal_qr(login.totp_address(totp, login_name), coloured=sys.stdout.isatty()),
        number=load().contact("coordinator").number,
        staff_url=settings.STAFF_URL,
        public_url=settings.PUBLIC_URL,
        start=installed.how_to_start(),
        command=installed.command_name(),
    )


def confirm(*, login_name: str) -> str:
    """Confirm on the server what nobody in the team can, and return what to say of it.

    That is that a member whom one person brought in alone is somebody else, or an invitation for
    which no key holder is left. Raises Misconfigured when there is nothing to confirm.
    """
    words = WORDS[settings.LANGUAGE]
    member = Member.objects.with_login(login_name).first()
    try:
        if member is None:
            raise NotPossible(confirmation.ConfirmationRefusal.NOTHING_TO_CONFIRM)
        confirmation.confirm_on_server(member, now=timezone.now())
    except NotPossible:
        raise Misconfigured(words.nothing_to_confirm) from None
    return words.confirmed.format(name=member.name)


def _in_columns(words: list[str]) -> str:
    numbered = [f"{number:2}. {word}" for number, word in enumerate(words, 1)]
    rows = [
        "   ".join(f"{word:<14}" for word in numbered[start : start + 4]).rstrip()
        for start in range(0, len(numbered), 4)
    ]
    return "\n".join(rows)


def terminal_qr(address: str, *, coloured: bool) -> str:
    """Return a QR code in block characters, `coloured` white on black whatever the terminal has."""
    drawn = io.StringIO()
    segno.make(address, micro=False).terminal(out=drawn, compact=True)
    lines = drawn.getvalue().splitlines()
    if coloured:
        lines = [f"{WHITE_ON_BLACK}{line}{AS_BEFORE}" for line in lines]
    return "\n".join(lines) + "\n"
