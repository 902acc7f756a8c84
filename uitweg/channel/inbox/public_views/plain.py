"""The channel without JavaScript: each step is a form, sealed by the server before it is stored."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.formats import number_format

from uitweg.channel.admission.public_views import admission
from uitweg.channel.admission.rules.load import stored_size
from uitweg.channel.attachments.public_views import plain_uploads
from uitweg.channel.conversation.actions import stretching
from uitweg.channel.conversation.actions.store_faults import TooBusy
from uitweg.channel.conversation.forms import FormKeyField
from uitweg.channel.conversation.models import TeamKey
from uitweg.channel.conversation.public_views.patience import done_when_back
from uitweg.channel.conversation.public_views.responses import (
    carried_answers,
    carried_check,
    content_for,
    fields_from_check,
    only_post,
    reading_level_of,
    render_uncached,
    says_danger,
)
from uitweg.channel.conversation.rules.answering import answer_by
from uitweg.channel.conversation.rules.reports import ReporterNeed, ReporterRole
from uitweg.channel.conversation.rules.sizes import LONGEST_TEXT
from uitweg.channel.inbox.actions import inbox
from uitweg.channel.inbox.actions.written import WrittenMessage
from uitweg.channel.inbox.forms import PlainMessageForm
from uitweg.platform.accounts.rules import open_to_everyone
from uitweg.platform.sealing import code, conversation, envelope, tokens

TEXT_ERRORS = {"required": "need_text", "max_length": "too_long"}
"""A form error to the id of its sentence; any other error means a character we cannot store."""


def typed_words(request: HttpRequest) -> list[str]:
    return code.read_words(request.POST.get("words", "")[:400])


def form_key_of(request: HttpRequest) -> bytes:
    try:
        key: bytes = FormKeyField().clean(request.POST.get("key", ""))
    except ValidationError:
        raise ValueError("no key of a form") from None
    return key


def text_error(request: HttpRequest, form: PlainMessageForm) -> str:
    """Return the sentence about the error in the text, in the reader's level; "" without error."""
    if not form.is_bound or "text" not in form.errors:
        return ""
    error = form.errors.as_data()["text"][0]
    sentence: str = content_for(request).channel[TEXT_ERRORS.get(error.code or "", "odd_text")]
    too_many = (error.params or {}).get("show_value", LONGEST_TEXT) - LONGEST_TEXT
    with translation.override(reading_level_of(request).lang):
        return sentence.format(n=number_format(too_many, force_grouping=True))


def file_error(request: HttpRequest, refused: plain_uploads.FileRefused | None) -> str:
    """Return why the file was refused, or that it must be chosen again; "" when there is none."""
    sentences = content_for(request).channel
    if refused:
        return sentences[f"file_{refused.why}"]
    return sentences["file_again"] if plain_uploads.has_file(request) else ""


@open_to_everyone
@only_post
@done_when_back()
def start(request: HttpRequest) -> HttpResponse:
    """Step 1: give seven new words, before anything is written."""
    carried = carried_check(request)
    if TeamKey.current() is None:
        return render_uncached(request, "conversation/closed.html", status=503)
    key = tokens.new_token(16)
    return render_uncached(
        request,
        "inbox/words.html",
        words=code.new_words(),
        key=key.hex(),
        since=admission.new_stamp(key, now=seconds_now()),
        signals=" ".join(carried.answers),
        danger=carried.danger,
        role=carried.role,
    )


@open_to_everyone
@only_post
def write(request: HttpRequest) -> HttpResponse:
    """Step 2: the page to write the message on; its form carries the seven words.

    What came from the check stands filled in; the person can change each of it.
    """
    carried = carried_check(request)
    try:
        words, key = typed_words(request), form_key_of(request)
    except ValueError:
        return render_uncached(request, "conversation/again.html", status=400)
    needed = ReporterNeed.NOW if carried.danger else ReporterNeed.UNSAID
    form = PlainMessageForm(initial={"needed": needed, "role": carried.role})
    return _write_page(request, words, key, form, from_check=carried.fields)


def _write_page(
    request: HttpRequest,
    words: list[str],
    key: bytes,
    form: PlainMessageForm,
    *,
    from_check: tuple[str, ...] = (),
    status: int = 200,
    busy: bool = False,
    refused: plain_uploads.FileRefused | None = None,
) -> HttpResponse:
    content, answers = content_for(request), carried_answers(request)
    return render_uncached(
        request,
        "inbox/write.html",
        status=status,
        words=words,
        key=key.hex(),
        since=form_stamp(request, key),
        signals=" ".join(answers),
        carried=[content.check_answers[id] for id in answers],
        about_self=form["role"].value() == ReporterRole.YOUNGSTER,
        from_check=from_check or fields_from_check(request),
        form=form,
        why=text_error(request, form),
        busy=content.channel["busy"] if busy else "",
        file_why=file_error(request, refused),
    )


def _kept_to_send(request: HttpRequest) -> HttpResponse:
    form = PlainMessageForm(request.POST)
    return _write_page(
        request, typed_words(request), form_key_of(request), form, status=503, busy=True
    )


@open_to_everyone
@only_post
@done_when_back(_kept_to_send)
def send(request: HttpRequest) -> HttpResponse:
    """Step 3: seal and store the message, and show the words again; idempotent on reload.

    When the same form comes back with something else in it, that is a further message.
    """
    try:
        words, key = typed_words(request), form_key_of(request)
    except ValueError:
        return render_uncached(request, "conversation/again.html", status=400)
    form, team = PlainMessageForm(request.POST), TeamKey.current()
    if not form.is_valid():
        return _write_page(request, words, key, form, status=400)
    if team is None:
        return render_uncached(request, "conversation/closed.html", status=503)
    try:
        store_message(request, words, key, form, team, begins=True)
    except (TooBusy, stretching.TooManyStretching):
        return _write_page(request, words, key, form, status=503, busy=True)
    except plain_uploads.FileRefused as refused:
        return _write_page(request, words, key, form, status=400, refused=refused)
    except (admission.WaitRequired, admission.ChannelFull) as refusal:
        return ask_to_wait(request, key, refusal)
    except (inbox.AlreadyUsed, inbox.UnknownMailbox, inbox.OtherContent):
        return render_uncached(request, "inbox/used.html", status=409)
    danger = form.cleaned_data["danger"]
    by = answer_by(timezone.localdate(), danger_now=danger)
    return render_uncached(request, "inbox/done.html", words=words, danger=danger, by=by)


def seconds_now() -> int:
    return int(timezone.now().timestamp())


def form_stamp(request: HttpRequest, key: bytes) -> str:
    """Return the stamp that the form carries, or a new one when that no longer counts."""
    stamp, now = request.POST.get("since", ""), seconds_now()
    counts = admission.stamped_moment(key, stamp, now=now) is not None
    return stamp if counts else admission.new_stamp(key, now=now)


def _admission_refusal(
    request: HttpRequest, key: bytes, form: PlainMessageForm
) -> admission.WaitRequired | admission.ChannelFull | None:
    """Return why this form may store nothing new now, or None when it may."""
    stamp, danger = request.POST.get("since", ""), form.cleaned_data["danger"]
    try:
        admission.check_plain(key, stamp=stamp, danger=danger, now=seconds_now())
    except (admission.WaitRequired, admission.ChannelFull) as refusal:
        return refusal
    return None


def store_message(
    request: HttpRequest,
    words: list[str],
    form_key: bytes,
    form: PlainMessageForm,
    team: TeamKey,
    *,
    begins: bool,
) -> None:
    """Seal and store what the form says, once; one that `begins` a conversation makes a report.

    Raises what admission, the mailbox, the file and the inbox raise.
    """
    refusal = _admission_refusal(request, form_key, form)
    if refusal and not inbox.is_form_stored(form_key):
        raise refusal
    chosen = plain_uploads.read_chosen_file(request)
    secret = stretching.stretch_in_turn(words, sending=True)
    written = _written_message(request, form.cleaned_data, secret, chosen)
    key = inbox.key_to_store(form_key, written)
    if key is not None:
        if refusal:
            raise refusal
        fields = form.cleaned_data
        admission.count_plain(stored_size(fields["text"]), danger=fields["danger"])
    sealed_files = (chosen.seal(),) if chosen and key else ()
    while key is not None:
        arriving = inbox.seal_incoming_message(
            written, team=team, key=key, at=timezone.now(), sealed_files=sealed_files
        )
        try:
            if begins and key == form_key:
                reporter_key = envelope.public_key(secret.seed)
                return inbox.receive_report(arriving, reporter_key=reporter_key, in_browser=False)
            return inbox.receive_message(arriving)
        except inbox.OtherContent:  # this form came with other content at the same moment
            key = inbox.key_to_store(form_key, written)
    return None


CARRIED_FIELDS = (
    "words",
    "key",
    "role",
    "language",
    "safe_times",
    "danger",
    "needed",
    "signals",
    "from_check",
)


def ask_to_wait(
    request: HttpRequest, key: bytes, refusal: admission.WaitRequired | admission.ChannelFull
) -> HttpResponse:
    """Ask to wait; the page itself holds everything that was typed, the server keeps nothing."""
    full = isinstance(refusal, admission.ChannelFull)
    seconds = 0 if isinstance(refusal, admission.ChannelFull) else refusal.seconds
    carried = [(name, request.POST[name]) for name in CARRIED_FIELDS if request.POST.get(name)]
    response = render_uncached(
        request,
        "inbox/wait.html",
        status=503 if full else 429,
        full=full,
        seconds=seconds,
        action=request.path,
        carried=[*carried, ("since", form_stamp(request, key))],
        text=request.POST.get("text", ""),
        came=plain_uploads.has_file(request),
        danger=says_danger(request),
    )
    response["Retry-After"] = "60" if full else str(seconds)
    return response


def _written_message(
    request: HttpRequest,
    fields: dict[str, Any],
    secret: code.Code,
    chosen: plain_uploads.ChosenFile | None,
) -> WrittenMessage:
    level = reading_level_of(request)
    content = conversation.MessageContent(
        text=fields["text"],
        role=fields.get("role") or ReporterRole.UNSAID,
        language=fields.get("language") or level.lang,
        safe_times=fields.get("safe_times", ""),
        signals=carried_answers(request),
        files=(chosen.description,) if chosen else (),
        level=level.id,
        needed=fields.get("needed") or "",
    )
    return WrittenMessage(content, bool(fields.get("danger")), secret)
