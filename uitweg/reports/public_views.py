"""The channel for whoever writes: words first, then the story, then the answer.

Two ways through the same doors. With JavaScript the browser seals and posts JSON to
the `verzegeld` addresses; without it each step is a form that carries the words in
its own body, and this door seals before anything is stored.
"""

import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone

from uitweg.access.rules import open_to_everyone
from uitweg.content import load
from uitweg.reports import inbox, mailbox
from uitweg.reports.forms import (
    KeyOfForm,
    MailboxForm,
    SealedMessageForm,
    SealedReportForm,
    WriteForm,
)
from uitweg.reports.models import TeamKey
from uitweg.reports.rules import LANGUAGES, ROLES
from uitweg.sealing import code, conversation, envelope, tokens

View = Callable[[HttpRequest], HttpResponse]
BUSY = "Het is nu erg druk. Er is nog niets bewaard. Wacht een minuut en probeer het opnieuw."


def only_post(view: View) -> View:
    """Refuse other methods with 405; a person who reloads by address finds the way back there."""

    @wraps(view)
    def checked(request: HttpRequest) -> HttpResponse:
        if request.method != "POST":
            answer = _page(request, "reports/again.html", status=405)
            answer["Allow"] = "POST"
            return answer
        return view(request)

    return checked


def _page(request: HttpRequest, template: str, *, status: int = 200, **words: Any) -> HttpResponse:
    answer = render(request, template, words, status=status)
    answer["Cache-Control"] = "no-store"
    return answer


def _team() -> TeamKey | None:
    return TeamKey.current()


def _signals(request: HttpRequest) -> tuple[str, ...]:
    """Return the signals carried along from the check; what we do not know is left out."""
    known = {signal.id for signal in load().signals}
    return tuple(s for s in request.POST.get("signals", "")[:4000].split() if s in known)


def _words(request: HttpRequest) -> list[str]:
    return code.read_words(request.POST.get("words", "")[:400])


def _key(request: HttpRequest) -> bytes:
    try:
        key: bytes = KeyOfForm().clean(request.POST.get("key", ""))
    except ValidationError:
        raise ValueError("no key of a form") from None
    return key


def _wrong_words(request: HttpRequest, error: code.WrongWords) -> HttpResponse:
    typed = request.POST.get("words", "")[:400]
    answer = _page(
        request,
        "reports/wrong.html",
        status=400,
        count=error.count,
        unknown=error.unknown,
        typed=typed,
    )
    return mailbox.padded(answer)


# without JavaScript: each step a form


@open_to_everyone
@only_post
def start(request: HttpRequest) -> HttpResponse:
    """Step 1: seven words, before anything is written."""
    if _team() is None:
        return _page(request, "reports/closed.html", status=503)
    return _page(
        request,
        "reports/words.html",
        words=code.new_words(),
        key=tokens.new_token(16).hex(),
        signals=" ".join(_signals(request)),
    )


@open_to_everyone
@only_post
def write(request: HttpRequest) -> HttpResponse:
    """Step 2: the story. The words travel along in the form."""
    try:
        words, key = _words(request), _key(request)
    except ValueError:
        return _page(request, "reports/again.html", status=400)
    return _write_page(request, words, key, WriteForm())


def _write_page(
    request: HttpRequest,
    words: list[str],
    key: bytes,
    form: WriteForm,
    *,
    status: int = 200,
    busy: str = "",
) -> HttpResponse:
    return _page(
        request,
        "reports/write.html",
        status=status,
        words=words,
        key=key.hex(),
        signals=" ".join(_signals(request)),
        carried=[load().signal(s) for s in _signals(request)],
        form=form,
        roles=ROLES.items(),
        languages=LANGUAGES.items(),
        busy=busy,
    )


@open_to_everyone
@only_post
def send(request: HttpRequest) -> HttpResponse:
    """Step 3: seal here, store, and show the words again; a reload gives the same page."""
    try:
        words, key = _words(request), _key(request)
    except ValueError:
        return _page(request, "reports/again.html", status=400)
    form, team = WriteForm(request.POST), _team()
    if not form.is_valid():
        return _write_page(request, words, key, form, status=400)
    if team is None:
        return _page(request, "reports/closed.html", status=503)
    try:
        secret = mailbox.stretch_in_turn(words)
        arriving = _seal_here(form.cleaned_data, _signals(request), secret, key, team)
        public = envelope.public_key(secret.seed)
        inbox.receive_report(arriving, reporter_key=public, in_browser=False)
    except (inbox.TooBusy, mailbox.NoTurn):
        return _write_page(request, words, key, form, status=503, busy=BUSY)
    except inbox.AlreadyUsed:
        return _page(request, "reports/used.html", status=409)
    return _page(request, "reports/done.html", words=words, danger=form.cleaned_data["danger"])


def _seal_here(
    typed: dict[str, Any], signals: tuple[str, ...], secret: code.Code, key: bytes, team: TeamKey
) -> inbox.Arriving:
    message = conversation.Message(
        text=typed["text"],
        role=typed.get("role") or "unsaid",
        language=typed.get("language") or "nl",
        safe_times=typed.get("safe_times", ""),
        signals=signals,
    )
    danger_now = bool(typed.get("danger"))
    return inbox.sealed_here(
        message, team=team, secret=secret, key=key, danger_now=danger_now, at=timezone.now()
    )


@open_to_everyone
@only_post
def open_mailbox(request: HttpRequest) -> HttpResponse:
    """Read the answers; the words are known to this door for as long as this takes."""
    return _mailbox_page(request)


def _mailbox_page(request: HttpRequest, *, status: int = 200, note: str = "") -> HttpResponse:
    try:
        words = _words(request)
        secret = mailbox.stretch_in_turn(words)
    except code.WrongWords as error:
        return _wrong_words(request, error)
    except mailbox.NoTurn:
        return _page(request, "reports/busy.html", status=503)
    talk = mailbox.open_all(secret)
    if talk is None:
        return mailbox.padded(_page(request, "reports/unknown.html"))
    answer = _page(
        request,
        "reports/mailbox.html",
        status=status,
        messages=talk,
        words=words,
        key=tokens.new_token(16).hex(),
        note=note,
    )
    return mailbox.padded(answer)


@open_to_everyone
@only_post
def write_more(request: HttpRequest) -> HttpResponse:
    """Add to the conversation without JavaScript."""
    form, team = _MoreForm(request.POST), _team()
    if not form.is_valid():
        return _mailbox_page(request, status=400, note="Schrijf eerst iets op.")
    try:
        words, key = _words(request), _key(request)
        secret = mailbox.stretch_in_turn(words)
        if team is None:
            return _page(request, "reports/closed.html", status=503)
        inbox.receive_message(_seal_here(form.cleaned_data, (), secret, key, team))
    except code.WrongWords as error:
        return _wrong_words(request, error)
    except ValueError:
        return _page(request, "reports/again.html", status=400)
    except (inbox.TooBusy, mailbox.NoTurn):
        return _mailbox_page(request, status=503, note=BUSY)
    except (inbox.Unknown, inbox.AlreadyUsed):
        return mailbox.padded(_page(request, "reports/unknown.html"))
    return _mailbox_page(request, note="Je bericht is verstuurd en ligt op slot.")


class _MoreForm(WriteForm):
    """What may be written in a running conversation: text, and whether there is danger now."""


@open_to_everyone
@only_post
def wipe(request: HttpRequest) -> HttpResponse:
    """Delete the conversation, after asking once more."""
    try:
        words = _words(request)
        if request.POST.get("sure") != "yes":
            return _page(request, "reports/sure.html", words=words)
        secret = mailbox.stretch_in_turn(words)
        inbox.ask_deletion(code.mailbox_hash(secret.mailbox_id), at=timezone.now())
    except code.WrongWords as error:
        return _wrong_words(request, error)
    except (inbox.TooBusy, mailbox.NoTurn):
        return _page(request, "reports/busy.html", status=503)
    return mailbox.padded(_page(request, "reports/deleted.html"))


# with JavaScript: the browser has sealed


def _json(request: HttpRequest) -> dict[str, Any]:
    """Return the flat JSON object of the body; anything deeper or else raises ValueError."""
    raw = request.body
    if raw.count(b"{") != 1 or raw.count(b"[") != 0:
        raise ValueError("not one flat object")
    read = json.loads(raw)
    if not isinstance(read, dict):
        raise ValueError("not an object")
    return read


def _refused(status: int, error: str) -> JsonResponse:
    answer = JsonResponse({"ok": False, "error": error}, status=status)
    answer["Cache-Control"] = "no-store"
    return answer


def _stored() -> JsonResponse:
    answer = JsonResponse({"ok": True})
    answer["Cache-Control"] = "no-store"
    return answer


def _receive(request: HttpRequest, form_class: type[SealedMessageForm]) -> HttpResponse:
    team = _team()
    if team is None:
        return _refused(503, "closed")
    try:
        given = _json(request)
    except (ValueError, RecursionError):
        return _refused(400, "malformed")
    if set(given) - {*form_class.base_fields, "key_id"}:
        return _refused(400, "unknown-field")
    if given.get("key_id") != bytes(team.key_id).hex():
        return _refused(409, "other-key")
    form = form_class(given, team_key_id=bytes(team.key_id))
    if not form.is_valid():
        return _refused(400, "malformed")
    sent = form.cleaned_data
    arriving = inbox.Arriving(
        mailbox_hash=code.mailbox_hash(sent["mailbox_id"]),
        key=sent["key"],
        for_team=sent["for_team"],
        for_reporter=sent["for_reporter"],
        danger_now=sent["danger"],
        at=timezone.now(),
    )
    try:
        if "reporter_public" in sent:
            inbox.receive_report(arriving, reporter_key=sent["reporter_public"], in_browser=True)
        else:
            inbox.receive_message(arriving)
    except inbox.AlreadyUsed:
        return _refused(409, "used")
    except inbox.Unknown:
        return _refused(409, "unknown")
    except inbox.TooBusy:
        return _refused(503, "busy")
    return _stored()


@open_to_everyone
@only_post
def receive_report(request: HttpRequest) -> HttpResponse:
    """Take in a report that the browser sealed."""
    return _receive(request, SealedReportForm)


@open_to_everyone
@only_post
def receive_message(request: HttpRequest) -> HttpResponse:
    """Take in a further message that the browser sealed."""
    return _receive(request, SealedMessageForm)


@open_to_everyone
@only_post
def fetch_mailbox(request: HttpRequest) -> HttpResponse:
    """Hand out one page of a sealed mailbox; right, wrong and wiped look the same."""
    try:
        given = _json(request)
        page = int(given.get("page", 0))
        form = MailboxForm(given)
        if not form.is_valid() or not 0 <= page <= 10_000:
            raise ValueError("mailbox or page")
    except (ValueError, TypeError, OverflowError, RecursionError):
        return _refused(400, "malformed")
    answer = HttpResponse(
        mailbox.sealed_page(form.cleaned_data["mailbox_id"], page),
        content_type="application/octet-stream",
    )
    answer["Cache-Control"] = "no-store"
    return answer


@open_to_everyone
@only_post
def receive_deletion(request: HttpRequest) -> HttpResponse:
    """Put down that this conversation must go; says the same for an unknown one."""
    try:
        form = MailboxForm(_json(request))
    except (ValueError, RecursionError):
        return _refused(400, "malformed")
    if not form.is_valid():
        return _refused(400, "malformed")
    try:
        inbox.ask_deletion(code.mailbox_hash(form.cleaned_data["mailbox_id"]), at=timezone.now())
    except inbox.TooBusy:
        return _refused(503, "busy")
    return _stored()


@open_to_everyone
def health(request: HttpRequest) -> HttpResponse:
    """Say whether this door can take a report; nobody's content."""
    answer = JsonResponse({"door": "public", "open": _team() is not None})
    answer["Cache-Control"] = "no-store"
    return answer
