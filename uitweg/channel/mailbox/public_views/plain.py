"""The mailbox without JavaScript: read, add, look for news and delete, each by a form."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from uitweg.channel.admission.public_views import admission
from uitweg.channel.attachments.public_views import plain_uploads
from uitweg.channel.conversation.actions import stretching
from uitweg.channel.conversation.actions.store_faults import TooBusy
from uitweg.channel.conversation.models import TeamKey
from uitweg.channel.conversation.public_views.patience import done_when_back
from uitweg.channel.conversation.public_views.responses import (
    content_for,
    only_post,
    pad_html,
    render_uncached,
)
from uitweg.channel.inbox.actions import inbox
from uitweg.channel.inbox.forms import PlainMessageForm
from uitweg.channel.inbox.public_views.plain import (
    ask_to_wait,
    file_error,
    form_key_of,
    form_stamp,
    seconds_now,
    store_message,
    text_error,
    typed_words,
)
from uitweg.channel.mailbox.actions import mailbox, news
from uitweg.platform.accounts.rules import open_to_everyone
from uitweg.platform.sealing import code, tokens


def wrong_words_page(request: HttpRequest, error: code.WrongWords) -> HttpResponse:
    typed = request.POST.get("words", "")[:400]
    response = render_uncached(
        request,
        "mailbox/wrong.html",
        status=400,
        count=error.count,
        unknown=error.unknown,
        typed=typed,
    )
    return pad_html(response)


@open_to_everyone
@only_post
@done_when_back()
def open_mailbox(request: HttpRequest) -> HttpResponse:
    """Show the conversation; the server holds the words only while it answers this request."""
    if "news" in request.POST:  # an old browser that ignores the formaction of that button
        return _news_page(request)
    return _mailbox_page(request)


def _mailbox_page(request: HttpRequest, *, sent: bool = False) -> HttpResponse:
    try:
        words = typed_words(request)
        secret = stretching.stretch_in_turn(words)
    except code.WrongWords as error:
        return wrong_words_page(request, error)
    except stretching.TooManyStretching:
        return render_uncached(request, "conversation/busy.html", status=503)
    opened = mailbox.open_mailbox(secret)
    # both pages are always made, so that the time does not tell which one is sent
    unknown = pad_html(render_uncached(request, "mailbox/unknown.html"))
    key = tokens.new_token(16)
    page = render_uncached(
        request,
        "mailbox/mailbox.html",
        messages=opened.lines,
        waits=bool(opened.due),
        by=opened.due,
        is_due=opened.due == "late" or opened.due == timezone.localdate(),
        kept_until=opened.kept_until,
        words=words,
        key=key.hex(),
        since=admission.new_stamp(key, now=seconds_now()),
        sent=sent,
    )
    known = pad_html(page)
    return known if opened.exists else unknown


@open_to_everyone
@only_post
@done_when_back()
def look_for_news(request: HttpRequest) -> HttpResponse:
    """Tell only whether there is news; an unknown or deleted mailbox looks like one without."""
    return _news_page(request)


def _news_page(request: HttpRequest) -> HttpResponse:
    try:
        secret = stretching.stretch_in_turn(typed_words(request))
    except code.WrongWords as error:
        return wrong_words_page(request, error)
    except stretching.TooManyStretching:
        return render_uncached(request, "conversation/busy.html", status=503)
    status = news.mailbox_status(code.mailbox_hash(secret.mailbox_id))
    return pad_html(render_uncached(request, "mailbox/news.html", news=status.news))


def _kept_to_add(request: HttpRequest) -> HttpResponse:
    form = PlainMessageForm(request.POST)
    try:
        words, key = typed_words(request), form_key_of(request)
    except ValueError:
        return render_uncached(request, "conversation/again.html", status=400)
    return _more_page(request, words, key, form, status=503, busy=True)


@open_to_everyone
@only_post
@done_when_back(_kept_to_add)
def write_more(request: HttpRequest) -> HttpResponse:
    """Add a message to the conversation; a text that cannot be sent yet stays in its field."""
    form, team = PlainMessageForm(request.POST), TeamKey.current()
    try:
        words, key = typed_words(request), form_key_of(request)
        if team is None:
            return render_uncached(request, "conversation/closed.html", status=503)
        if not form.is_valid():
            return _more_page(request, words, key, form, status=400)
        store_message(request, words, key, form, team, begins=False)
    except code.WrongWords as error:
        return wrong_words_page(request, error)
    except ValueError:
        return render_uncached(request, "conversation/again.html", status=400)
    except (TooBusy, stretching.TooManyStretching):
        return _more_page(request, words, key, form, status=503, busy=True)
    except plain_uploads.FileRefused as refused:
        return _more_page(request, words, key, form, status=400, refused=refused)
    except (admission.WaitRequired, admission.ChannelFull) as refusal:
        return ask_to_wait(request, key, refusal)
    except (inbox.UnknownMailbox, inbox.AlreadyUsed, inbox.OtherContent):
        return pad_html(render_uncached(request, "mailbox/unknown.html"))
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
        "mailbox/more.html",
        status=status,
        words=words,
        key=key.hex(),
        since=form_stamp(request, key),
        why=content_for(request).channel["busy"] if busy else text_error(request, form),
        file_why=file_error(request, refused),
        typed=form.data.get("text", "")[:20_100],
        danger=bool(form.data.get("danger")),
    )


@open_to_everyone
@only_post
@done_when_back()
def wipe(request: HttpRequest) -> HttpResponse:
    """Delete the conversation, after a page that asks for confirmation."""
    try:
        words = typed_words(request)
        if request.POST.get("sure") != "yes":
            return render_uncached(request, "mailbox/sure.html", words=words)
        secret = stretching.stretch_in_turn(words)
        is_slow = inbox.request_deletion(secret.mailbox_id, at=timezone.now())
    except code.WrongWords as error:
        return wrong_words_page(request, error)
    except (TooBusy, stretching.TooManyStretching):
        return render_uncached(request, "conversation/busy.html", status=503)
    return pad_html(render_uncached(request, "mailbox/deleted.html", is_slow=is_slow))
