"""`./run init`: make the team's keys, the first member and the recovery sheet.

It speaks the language of `UITWEG_LANGUAGE`.
"""

import io
import re
import sys
from dataclasses import dataclass

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

WHITE_ON_BLACK, AS_BEFORE = "\033[97;40m", "\033[0m"


@dataclass(frozen=True)
class FoundingWords:
    """Sentences of both; `made` and `confirmed` have placeholders."""

    say_who: str
    has_members: str
    ask_name: str
    ask_login: str
    wrong_login: str
    confirmed: str
    nothing_to_confirm: str
    made: str


DUTCH = FoundingWords(
    say_who="Geef --name en --login, of start dit waar het je iets kan vragen.",
    has_members="Deze installatie heeft al leden; een teamleider nodigt de anderen uit.",
    ask_name="Naam van het eerste lid, een teamleider: ",
    ask_login="Inlognaam (bijvoorbeeld fatima): ",
    wrong_login="Een inlognaam is 2 tot 40 tekens: a-z, 0-9, - en _.",
    confirmed="Bevestigd: {name}. Het staat in het logboek.",
    nothing_to_confirm="Bij deze inlognaam valt niets te bevestigen.",
    made="""\
De teamsleutel: {fingerprint}

HERSTELBLAD. Print dit of schrijf het over, en leg het in een kluis. Het staat hier één keer.
Wie deze 24 woorden heeft en kan inloggen, haalt de teamsleutel terug.

{sheet}

Eerste lid: {name}, teamleider
  inlognaam:  {login}
  wachtzin:   {phrase}
  telefoon:   {totp}
Schrijf de wachtzin op tot je hem kent. Open een app voor inlogcodes op je telefoon
en scan dit vierkant, of typ de letters achter ‘telefoon’ over.

{qr}
Hierna:
  1. Leg het herstelblad weg en maak dit scherm leeg.
  2. Zet het nummer van jullie eigen zorgcoördinator in UITWEG_COORDINATOR
     (nu staat op de site {number}), en start de drie delen naast elkaar:
     {start}
  3. Open {staff_url}/ en log in met inlognaam, wachtzin en de code op je telefoon.
  4. Nodig bij Leden een zorgcoördinator uit: alleen die opent een casus.
  5. Heeft je collega meegedaan? Geef dan bij Leden de sleutel.
  6. Zie je zelf dat deze collega iemand anders is dan het eerste lid? Zeg het hier, één keer:
     {command} confirm INLOGNAAM    Daarna zijn jullie met twee mensen, en laten die anderen toe.
  7. Schrijf zelf een proefmelding op {public_url}/schrijven/ en antwoord erop.
Tot dat gedaan is, staat op Nu wat de volgende stap is.
""",
)

ENGLISH = FoundingWords(
    say_who="Say --name and --login, or run this where it can ask.",
    has_members="This installation has members already; a lead invites the others.",
    ask_name="Name of the first member, a lead: ",
    ask_login="Login name (such as fatima): ",
    wrong_login="A login name is 2 to 40 of a-z, 0-9, - and _.",
    confirmed="Confirmed: {name}. It is in the audit log.",
    nothing_to_confirm="There is nothing to confirm for this login name.",
    made="""\
The team's key: {fingerprint}

RECOVERY SHEET. Print or copy this and keep it in a safe; it is shown only now.
Whoever has these 24 words and can log in gets the team's key back.

{sheet}

First member: {name}, lead (teamleider)
  login:      {login}
  passphrase: {phrase}
  phone code: {totp}
Write the passphrase down until you know it. Open an authenticator app on your phone
and scan this square, or type the letters after 'phone code'.

{qr}
Next:
  1. Put the recovery sheet away and clear this screen.
  2. Put the number of your own coordinator in UITWEG_COORDINATOR
     (the site shows {number} now), and start the three parts beside each other:
     {start}
  3. Open {staff_url}/ and log in with login name, passphrase and the code on your phone.
  4. At Leden, invite a care coordinator (zorgcoördinator): only they open a case.
  5. When your colleague has joined, give them the key, also at Leden.
  6. Do you see yourself that this colleague is not the first member? Say so here, once:
     {command} confirm LOGIN    From then on you are two people, who admit others.
  7. Write a report of your own at {public_url}/schrijven/ and answer it.
Until that is done, the page Nu says what the next step is.
""",
)

WORDS = {"nl": DUTCH, "en": ENGLISH}


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
