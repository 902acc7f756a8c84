"""The channel without JavaScript: each step a form, sealed at this door before it is stored."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from uitweg.channel.actions import inbox, mailbox, news
from uitweg.channel.forms import FormKeyField, PlainMessageForm
from uitweg.channel.models import TeamKey
from uitweg.channel.public_views import admission, plain_uploads
from uitweg.channel.public_views.responses import (
    carried_signals,
    content_for,
    only_post,
    reading_level_of,
    render_uncached,
)
from uitweg.channel.rules.answering import answer_by
from uitweg.channel.rules.load import stored_size
from uitweg.channel.rules.reports import ReporterRole
from uitweg.platform.accounts.rules import open_to_everyone
from uitweg.platform.sealing import code, conversation, envelope, tokens

TEXT_ERRORS = {"required": "need_text", "max_length": "too_long"}
"""What is wrong with a text, and the words that say so; anything else is a sign we cannot keep."""


def _typed_words(request: HttpRequest) -> list[str]:
    return code.read_words(request.POST.get("words", "")[:400])


def _form_key(request: HttpRequest) -> bytes:
    try:
        key: bytes = FormKeyField().clean(request.POST.get("key", ""))
    except ValidationError:
        raise ValueError("no key of a form") from None
    return key


def _text_error(request: HttpRequest, form: PlainMessageForm) -> str:
    """Say what is wrong with the text, in the reader's level; "" when nothing is."""
    if not form.is_bound or "text" not in form.errors:
        return ""
    key = TEXT_ERRORS.get(form.errors.as_data()["text"][0].code or "", "odd_text")
    return content_for(request).channel[key]


def _file_error(request: HttpRequest, refused: plain_uploads.FileRefused | None) -> str:
    """Say why a file did not come along, or that a page cannot hold it; "" when there is none."""
    words = content_for(request).channel
    if refused:
        return words[f"file_{refused.why}"]
    return words["file_again"] if plain_uploads.has_file(request) else ""


def _wrong_words_page(request: HttpRequest, error: code.WrongWords) -> HttpResponse:
    typed = request.POST.get("words", "")[:400]
    answer = render_uncached(
        request,
        "channel/wrong.html",
        status=400,
        count=error.count,
        unknown=error.unknown,
        typed=typed,
    )
    return mailbox.pad_html(answer)


@open_to_everyone
@only_post
def start(request: HttpRequest) -> HttpResponse:
    """Step 1: seven words, before anything is written."""
    if TeamKey.current() is None:
        return render_uncached(request, "channel/closed.html", status=503)
    key = tokens.new_token(16)
    return render_uncached(
        request,
        "channel/words.html",
        words=code.new_words(),
        key=key.hex(),
        since=admission.new_stamp(key, now=_now()),
        signals=" ".join(carried_signals(request)),
    )


@open_to_everyone
@only_post
def write(request: HttpRequest) -> HttpResponse:
    """Step 2: the story. The words travel along in the form."""
    try:
        words, key = _typed_words(request), _form_key(request)
    except ValueError:
        return render_uncached(request, "channel/again.html", status=400)
    return _write_page(request, words, key, PlainMessageForm())


def _write_page(
    request: HttpRequest,
    words: list[str],
    key: bytes,
    form: PlainMessageForm,
    *,
    status: int = 200,
    busy: bool = False,
    refused: plain_uploads.FileRefused | None = None,
) -> HttpResponse:
    content = content_for(request)
    return render_uncached(
        request,
        "channel/write.html",
        status=status,
        words=words,
        key=key.hex(),
        since=_form_stamp(request, key),
        signals=" ".join(carried_signals(request)),
        carried=[content.signal(s) for s in carried_signals(request)],
        form=form,
        why=_text_error(request, form),
        busy=content.channel["busy"] if busy else "",
        file_why=_file_error(request, refused),
    )


@open_to_everyone
@only_post
def send(request: HttpRequest) -> HttpResponse:
    """Step 3: seal here, store, and show the words again; a reload gives the same page."""
    try:
        words, key = _typed_words(request), _form_key(request)
    except ValueError:
        return render_uncached(request, "channel/again.html", status=400)
    form, team = PlainMessageForm(request.POST), TeamKey.current()
    if not form.is_valid():
        return _write_page(request, words, key, form, status=400)
    if team is None:
        return render_uncached(request, "channel/closed.html", status=503)
    try:
        _admit(request, key, form)
        sending = plain_uploads.seal_chosen_file(request, key)
        secret = mailbox.stretch_in_turn(words, sending=True)
        arriving = _seal_message(request, form.cleaned_data, secret, key, team, sending)
        public = envelope.public_key(secret.seed)
        inbox.receive_report(arriving, reporter_key=public, in_browser=False)
    except (inbox.TooBusy, mailbox.TooManyStretching):
        return _write_page(request, words, key, form, status=503, busy=True)
    except plain_uploads.FileRefused as refused:
        return _write_page(request, words, key, form, status=400, refused=refused)
    except (admission.WaitRequired, admission.ChannelFull) as wait:
        return _wait_page(request, key, wait)
    except inbox.AlreadyUsed:
        return render_uncached(request, "channel/used.html", status=409)
    danger = form.cleaned_data["danger"]
    by = answer_by(timezone.localdate(), danger_now=danger)
    return render_uncached(request, "channel/done.html", words=words, danger=danger, by=by)


def _now() -> int:
    return int(timezone.now().timestamp())


def _form_stamp(request: HttpRequest, key: bytes) -> str:
    """Return the stamp this form carries, or one that begins now."""
    carried = request.POST.get("since", "")
    return (
        carried if admission.is_valid_stamp(key, carried) else admission.new_stamp(key, now=_now())
    )


def _admit(request: HttpRequest, key: bytes, form: PlainMessageForm) -> None:
    """Raises work.Early or work.Full, unless this form was stored before."""
    text, danger = form.cleaned_data["text"], form.cleaned_data["danger"]
    stamp, size = request.POST.get("since", ""), stored_size(text)
    try:
        admission.admit_plain(key, stamp=stamp, size=size, danger=danger, now=_now())
    except (admission.WaitRequired, admission.ChannelFull):
        if not inbox.is_form_stored(key):
            raise


CARRIED_FIELDS = ("words", "key", "role", "language", "safe_times", "danger", "signals")


def _wait_page(
    request: HttpRequest, key: bytes, wait: "admission.WaitRequired | admission.ChannelFull"
) -> HttpResponse:
    """Ask to wait, with everything that was typed in the page itself; we keep none of it."""
    full = isinstance(wait, admission.ChannelFull)
    carried = [(name, request.POST[name]) for name in CARRIED_FIELDS if request.POST.get(name)]
    answer = render_uncached(
        request,
        "channel/wait.html",
        status=503 if full else 429,
        full=full,
        seconds=0 if isinstance(wait, admission.ChannelFull) else wait.seconds,
        action=request.path,
        carried=[*carried, ("since", _form_stamp(request, key))],
        text=request.POST.get("text", ""),
        came=plain_uploads.has_file(request),
        danger=bool(request.POST.get("danger")),
    )
    answer["Retry-After"] = "60" if isinstance(wait, admission.ChannelFull) else str(wait.seconds)
    return answer


def _seal_message(
    request: HttpRequest,
    typed: dict[str, Any],
    secret: code.Code,
    key: bytes,
    team: TeamKey,
    sending: plain_uploads.FilesToSend,
) -> inbox.IncomingMessage:
    level = reading_level_of(request)
    message = conversation.MessageContent(
        text=typed["text"],
        role=typed.get("role") or ReporterRole.UNSAID,
        language=typed.get("language") or level.lang,
        safe_times=typed.get("safe_times", ""),
        signals=carried_signals(request),
        files=sending.files,
        level=level.id,
    )
    return inbox.seal_incoming_message(
        message,
        team=team,
        secret=secret,
        key=key,
        danger_now=bool(typed.get("danger")),
        at=timezone.now(),
        brought=sending.brought,
    )


@open_to_everyone
@only_post
def open_mailbox(request: HttpRequest) -> HttpResponse:
    """Read the answers; the words are known to this door for as long as this takes."""
    if "news" in request.POST:  # a browser that does not know where that button sends
        return _news_page(request)
    return _mailbox_page(request)


def _mailbox_page(request: HttpRequest, *, sent: bool = False) -> HttpResponse:
    try:
        words = _typed_words(request)
        secret = mailbox.stretch_in_turn(words)
    except code.WrongWords as error:
        return _wrong_words_page(request, error)
    except mailbox.TooManyStretching:
        return render_uncached(request, "channel/busy.html", status=503)
    talk = mailbox.open_mailbox(secret)
    # both are made whatever the words are, and one is sent: the time tells nothing
    unknown = mailbox.pad_html(render_uncached(request, "channel/unknown.html"))
    key = tokens.new_token(16)
    answer = render_uncached(
        request,
        "channel/mailbox.html",
        messages=talk.lines,
        waits=bool(talk.due),
        by=talk.due,
        kept_until=talk.kept_until,
        words=words,
        key=key.hex(),
        since=admission.new_stamp(key, now=_now()),
        sent=sent,
    )
    opened = mailbox.pad_html(answer)
    return opened if talk.there else unknown


@open_to_everyone
@only_post
def look_for_news(request: HttpRequest) -> HttpResponse:
    """Say only whether there is news; the same page for none, wrong words and a wiped mailbox."""
    return _news_page(request)


def _news_page(request: HttpRequest) -> HttpResponse:
    try:
        secret = mailbox.stretch_in_turn(_typed_words(request))
    except code.WrongWords as error:
        return _wrong_words_page(request, error)
    except mailbox.TooManyStretching:
        return render_uncached(request, "channel/busy.html", status=503)
    found = news.mailbox_status(code.mailbox_hash(secret.mailbox_id))
    return mailbox.pad_html(render_uncached(request, "channel/news.html", news=found.news))


@open_to_everyone
@only_post
def write_more(request: HttpRequest) -> HttpResponse:
    """Add to the conversation without JavaScript; what cannot be sent yet stays in the field."""
    form, team = PlainMessageForm(request.POST), TeamKey.current()
    try:
        words, key = _typed_words(request), _form_key(request)
        if team is None:
            return render_uncached(request, "channel/closed.html", status=503)
        if not form.is_valid():
            return _more_page(request, words, key, form, status=400)
        _admit(request, key, form)
        sending = plain_uploads.seal_chosen_file(request, key)
        secret = mailbox.stretch_in_turn(words, sending=True)
        arriving = _seal_message(request, form.cleaned_data, secret, key, team, sending)
        inbox.receive_message(arriving)
    except code.WrongWords as error:
        return _wrong_words_page(request, error)
    except ValueError:
        return render_uncached(request, "channel/again.html", status=400)
    except (inbox.TooBusy, mailbox.TooManyStretching):
        return _more_page(request, words, key, form, status=503, busy=True)
    except plain_uploads.FileRefused as refused:
        return _more_page(request, words, key, form, status=400, refused=refused)
    except (admission.WaitRequired, admission.ChannelFull) as wait:
        return _wait_page(request, key, wait)
    except (inbox.UnknownMailbox, inbox.AlreadyUsed):
        return mailbox.pad_html(render_uncached(request, "channel/unknown.html"))
    return _mailbox_page(request, sent=True)


def _more_page(
    request: HttpRequest,
    words: list[str],
    key: bytes,
    form: PlainMessageForm,
    *,
    status: int,
    busy: bool = False,
    refused: plain_uploads.FileRefused | None = None,
) -> HttpResponse:
    return render_uncached(
        request,
        "channel/more.html",
        status=status,
        words=words,
        key=key.hex(),
        since=_form_stamp(request, key),
        why=content_for(request).channel["busy"] if busy else _text_error(request, form),
        file_why=_file_error(request, refused),
        typed=form.data.get("text", "")[:20_100],
        danger=bool(form.data.get("danger")),
    )


@open_to_everyone
@only_post
def wipe(request: HttpRequest) -> HttpResponse:
    """Delete the conversation, after asking once more."""
    try:
        words = _typed_words(request)
        if request.POST.get("sure") != "yes":
            return render_uncached(request, "channel/sure.html", words=words)
        secret = mailbox.stretch_in_turn(words)
        inbox.request_deletion(code.mailbox_hash(secret.mailbox_id), at=timezone.now())
    except code.WrongWords as error:
        return _wrong_words_page(request, error)
    except (inbox.TooBusy, mailbox.TooManyStretching):
        return render_uncached(request, "channel/busy.html", status=503)
    return mailbox.pad_html(render_uncached(request, "channel/deleted.html"))
