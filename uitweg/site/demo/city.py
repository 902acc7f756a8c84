"""The demo's fictional city: its members, reports and cases. Nobody in it exists."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

from uitweg.casework.cases.case.models import Case
from uitweg.casework.cases.case.rules.contents import EntryKind
from uitweg.casework.cases.grants.actions.opening import open_case
from uitweg.casework.cases.timeline.actions.entries import add_entry
from uitweg.channel.answers.actions import reports
from uitweg.channel.conversation.actions.team_keys import publish_team_key
from uitweg.channel.conversation.models import Report, TeamKey
from uitweg.channel.conversation.rules.reports import AdviceOutcome
from uitweg.channel.inbox.actions import inbox
from uitweg.channel.inbox.actions.written import WrittenMessage
from uitweg.platform.accounts.actions import confirmation, login
from uitweg.platform.accounts.actions import team as team_actions
from uitweg.platform.accounts.actions.authorization import Actor
from uitweg.platform.accounts.actions.keyring import Keyring, TeamKeys
from uitweg.platform.accounts.models import Member
from uitweg.platform.accounts.rules import Role
from uitweg.platform.sealing import code, conversation, envelope, passphrase, tokens
from uitweg.site.config import migrating, secret_files
from uitweg.site.demo import case as demo_case
from uitweg.site.demo import (
    colleague,
    conference,
    figures,
    handover,
    partner_accounts,
    partners,
    periods,
    recordings,
    rota,
    weighings,
)


@dataclass(frozen=True)
class Story:
    """A report of the demo and what came of it; it came in so long `ago`."""

    text: str
    role: str
    ago: timedelta
    danger: bool = False
    signals: tuple[str, ...] = ()
    safe_times: str = ""
    answer: str = ""
    more: str = ""
    end: str = ""


HOUR, DAY = timedelta(hours=1), timedelta(days=1)
STORIES = [
    Story(
        "Ik moet vanavond iets neerleggen bij een deur. Ik weet niet wat erin zit. "
        "Als ik het niet doe komen ze bij mijn moeder. Ik ben 15.",
        "youngster",
        timedelta(minutes=38),
        danger=True,
        safe_times="Alleen overdag, op school",
    ),
    Story(
        "Een leerling uit mijn mentorklas heeft sinds kort dure kleren en twee telefoons. "
        "Ze is gespannen en vaak weg. Ik weet niet of ik met haar moet praten of juist niet.",
        "school",
        3 * HOUR,
        signals=("sudden-expensive-things", "tense-and-afraid", "skips-school"),
    ),
    Story(
        "Mijn zoon van 15 heeft sinds een paar weken een tweede telefoon. Gisteren zei hij dat hij "
        "‘nog 800 moet’. Hij wil niet zeggen aan wie. Ik durf er niet over te beginnen.",
        "family",
        2 * DAY,
        safe_times="Tussen 10 en 14 uur",
        answer="Goed dat je schrijft. Wat je vertelt, horen we vaker. Het klinkt als een straatboete: "
        "een schuld die een ander heeft bedacht.\n\nEén ding kun je vanavond doen: zeg dat je niet boos "
        "bent en dat hij altijd naar huis mag komen.\n\nMag ik je iets vragen? Is hij vanavond thuis?",
        more="Hij was thuis. Ik heb het gezegd. Hij moest huilen.",
    ),
    Story(
        "Een jongen hier in de straat wordt elke avond opgehaald door steeds andere auto's. "
        "Hij is hooguit 14. Kan ik iets doen zonder dat ze weten dat ik het was?",
        "friend",
        4 * DAY,
        answer="Dank je. Je hoeft zelf niets te doen wat gevaarlijk is. Schrijf op wat je ziet en wanneer. "
        "Je kunt ons altijd bellen, je naam hoeft niet.",
        end="advice",
    ),
    Story(
        "Jongen van 16 op onze groep komt steeds later thuis en heeft brandwonden aan zijn hand. "
        "Hij zegt dat hij een klus moet afmaken, anders blijft de schuld staan.",
        "care",
        6 * DAY,
        signals=("sudden-debts",),
        answer="Goed dat je meteen schrijft. Ik bel je vandaag tussen 13 en 15 uur op het nummer van de groep.",
        end="case",
    ),
]
PEOPLE = [
    ("fatima", "Fatima", "coordinator"),
    ("joris", "Joris", "coordinator"),
    ("ruud", "Ruud", "lead"),
    ("ans", "Ans", "administrator"),
    ("noor", "Noor", "analyst"),
    ("petra", "Petra", "privacy-officer"),
    ("emre", "Emre", "editor"),
]
PHONES = {"fatima": "+31655501110", "joris": "+31655501111", "ruud": "+31655501112"}
FIRST_ENTRIES = [
    (
        "call",
        "Gebeld met de groepsleiding. Hij slaapt er vannacht. Afgesproken wie hem morgen brengt.",
    ),
    (
        "decision",
        "Eerst een rustig gesprek op de groep, zonder politie. Hij koos zelf wie erbij is.",
    ),
]


def make_city() -> None:
    """Fill an empty data folder; demo.json is written last, as the sign that it is complete."""
    migrating.migrate()
    secret_files.make_first_secrets()
    now = timezone.now()
    keyrings, people = _team(now)
    fatima = Member.objects.get(login="fatima")
    words = {
        story.role: _play_story(story, Actor(fatima, now, keyrings["fatima"]))
        for story in sorted(STORIES, key=lambda story: story.ago, reverse=True)
    }
    _colleagues_night(keyrings, now)
    _rota(keyrings, now)
    handover.complete_last_shift(keyrings, now)
    joris = Member.objects.get(login="joris")
    partners.make_partners(
        by=Actor(fatima, now, keyrings["fatima"]), called_by=Actor(joris, now, keyrings["joris"])
    )
    people += _partners_with_account(keyrings, now)
    _weighings(keyrings, now)
    emre = Member.objects.get(login="emre")
    recordings.publish_recordings(by=Actor(emre, now, keyrings["emre"]))
    noor, ruud = (Member.objects.get(login=name) for name in ("noor", "ruud"))
    figures.release_figures(
        proposer=Actor(noor, now, keyrings["noor"]), releaser=Actor(ruud, now, keyrings["ruud"])
    )
    demo = {"members": people, "words": words["family"]}
    (settings.DATA / "demo.json").write_text(json.dumps(demo, ensure_ascii=False, indent=1))


def _colleagues_night(keyrings: dict[str, Keyring], now: datetime) -> None:
    """Make a colleague's case with a deputy, whose safety card was opened in an emergency."""
    fatima, joris, ruud = (Member.objects.get(login=name) for name in ("fatima", "joris", "ruud"))
    case = colleague.open_colleagues_case(by=Actor(joris, now, keyrings["joris"]), deputy=ruud)
    periods.start_girls_periods(case, by=Actor(joris, now, keyrings["joris"]))
    colleague.play_night(case, by=Actor(fatima, now, keyrings["fatima"]))


def _weighings(keyrings: dict[str, Keyring], now: datetime) -> None:
    """Make weighings that Fatima writes and Joris judges too."""
    author, judge = (
        Actor(Member.objects.get(login=name), now, keyrings[name]) for name in ("fatima", "joris")
    )
    weighings.make_weighings(author=author, judge=judge)


def _partners_with_account(keyrings: dict[str, Keyring], now: datetime) -> list[dict[str, str]]:
    """Let three partners in, ask each something about Fatima's case, and plan a conference."""
    actors = {
        name: Actor(Member.objects.get(login=name), now, keyrings[name])
        for name in ("ans", "ruud", "fatima")
    }
    people = partner_accounts.let_partners_in(
        inviter=actors["ans"], admitter=actors["ruud"], known_to=actors["fatima"]
    )
    case = Case.objects.filter(coordinator__login="fatima").order_by("pk").first()
    assert case
    partner_accounts.ask_partners(case, by=actors["fatima"])
    conference.plan_conference(case, by=actors["fatima"])
    return people


def _rota(keyrings: dict[str, Keyring], now: datetime) -> None:
    """Make a rota of the three who hold keys, planned by Ruud."""
    members = {name: Member.objects.get(login=name) for name in ("fatima", "joris", "ruud")}
    rota.make_rota(
        members,
        lead=Actor(members["ruud"], now, keyrings["ruud"]),
        asker=Actor(members["joris"], now, keyrings["joris"]),
    )


def _team(now: datetime) -> tuple[dict[str, Keyring], list[dict[str, str]]]:
    since = now - 30 * DAY
    team = team_actions.found_team(now=since)
    publish_team_key(
        key_id=team.key_id, public_key=team.public_key, verify_key=team.verify_key, now=since
    )
    people = [
        {"login": login_name, "name": name, "role": role, "phrase": passphrase.new_passphrase()}
        for login_name, name, role in PEOPLE
    ]
    ruud, ans = (_founder(person, team.keys, since) for person in _of(people, "ruud", "ans"))
    for person in people:
        if person["login"] not in ("ruud", "ans"):
            _newcomer(person, inviter=ans, admitter=ruud)
    for login_name, phone in PHONES.items():
        Member.objects.filter(login=login_name).update(phone=phone)
    return {person["login"]: _keyring(person) for person in people}, people


def _of(people: list[dict[str, str]], *logins: str) -> list[dict[str, str]]:
    by_login = {person["login"]: person for person in people}
    return [by_login[login_name] for login_name in logins]


def _founder(person: dict[str, str], keys: TeamKeys, since: datetime) -> Actor:
    """Make one of the two members with whom the team began, and return them with their keys."""
    member = team_actions.create_first_member(
        name=person["name"],
        login_name=person["login"],
        phrase=person["phrase"],
        totp_secret=login.new_totp_secret(),
        role=Role(person["role"]),
        keys=keys,
        now=since,
    )
    return Actor(member, since, _keyring(person))


def _newcomer(person: dict[str, str], *, inviter: Actor, admitter: Actor) -> None:
    """Let somebody be invited by one, join, and be admitted by the other."""
    member, code = team_actions.invite(
        by=inviter,
        name=person["name"],
        login_name=person["login"],
        role=Role(person["role"]),
    )
    if member.asked_by is not None:
        confirmation.confirm_invitation(by=admitter, member=member)
    joined = team_actions.join(
        login_name=person["login"],
        code=code,
        phrase=person["phrase"],
        totp_secret=login.new_totp_secret(),
        now=inviter.now,
    )
    key_id = envelope.key_id(bytes(joined.public_key)).hex()
    team_actions.admit(by=admitter, member=joined, fingerprint_hex=key_id)


def _keyring(person: dict[str, str]) -> Keyring:
    member = Member.objects.get(login=person["login"])
    return login.keyring_of(member, login.unlock_seed(member, person["phrase"]))


def _play_story(
    story: Story,
    by: Actor,
) -> list[str]:
    """Send in a report as its reporter would, and answer it as the team did.

    Returns the seven words of its mailbox.
    """
    words, at = code.new_words(), by.now - story.ago
    secret = code.stretch(words)
    _send_message(story, story.text, secret, at)
    report = Report.objects.get(mailbox_hash=code.mailbox_hash(secret.mailbox_id))
    later = min(at + 2 * HOUR, by.now)
    if story.answer:
        # the message was read on the day of the answer
        reports.open_conversation(report=report, by=by)
        report.messages.update(read_on=timezone.localdate(later))
        key = tokens.new_token(16)
        reports.send_answer(report=report, by=by.at(later), text=story.answer, key=key)
    if story.more:
        _send_message(story, story.more, secret, at + DAY, first=False)
    if story.end == "advice":
        reports.close_as_advice(report=report, by=by.at(later), outcome=AdviceOutcome.ADVISED)
    if story.end == "case":
        _open_case(report, by, later)
    return words


def _open_case(report: Report, by: Actor, at: datetime) -> None:
    conversation_so_far = reports.open_conversation(report=report, by=by)
    case = open_case(report=report, conversation=conversation_so_far, by=by.at(at))
    for hours, (kind, text) in enumerate(FIRST_ENTRIES, 1):
        add_entry(
            case=case,
            kind=EntryKind(kind),
            text=text,
            by=by.at(at + hours * HOUR),
            form_key=tokens.new_token(16),
        )
    colleague.add_events(case, by=by.at(at + HOUR / 2))
    demo_case.advance_case(case, by=by, at=at + HOUR / 2)
    periods.start_boys_periods(case, by=by.at(timezone.now()))


def _send_message(
    story: Story, text: str, secret: code.Code, at: datetime, *, first: bool = True
) -> None:
    team = TeamKey.current()
    assert team
    message = conversation.MessageContent(
        text=text,
        role=story.role,
        language="nl",
        safe_times=story.safe_times,
        signals=story.signals if first else (),
    )
    arriving = inbox.seal_incoming_message(
        WrittenMessage(message, story.danger and first, secret),
        team=team,
        key=tokens.new_token(16),
        at=at,
    )
    if first:
        public = envelope.public_key(secret.seed)
        inbox.receive_report(arriving, reporter_key=public, in_browser=True)
    else:
        inbox.receive_message(arriving)
