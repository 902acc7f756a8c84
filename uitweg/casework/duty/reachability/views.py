"""How a member is reached: their channels, adding and removing one, and "Test mijn alarm"."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from uitweg.casework.duty.channels import actions as channels
from uitweg.casework.duty.channels.models import ContactChannel
from uitweg.casework.duty.channels.rules import ChannelKind
from uitweg.casework.duty.reachability.actions import channel_tests
from uitweg.casework.duty.reachability.actions.reachability import reachability_of
from uitweg.casework.duty.reachability.forms import ChannelForm, CodeForm
from uitweg.platform.accounts.actions.authorization import NotPossible
from uitweg.platform.accounts.actions.sessions import MemberRequest
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.accounts.views.gate import needs

WRONG_CODE = "Dit klopt niet. Nog {} keer."
LAST_WRONG_CODE = "Dit klopt niet. Vraag een nieuwe code."


@require_http_methods(["GET", "POST"])
@needs(Permission.DUTY_CHANNELS)
def reachability(request: MemberRequest) -> HttpResponse:
    """The member's channels; a POST adds one."""
    if request.method == "GET":
        return _channels_page(request)
    form = ChannelForm(request.POST)
    if not form.is_valid():
        return _channels_page(request, form=form, status=400)
    try:
        channel = channels.add_channel(by=request.actor, **form.cleaned_data)
    except NotPossible as error:
        form.add_error("address", error.sentence)
        return _channels_page(request, form=form, status=409)
    return _back_to(channel)


@require_POST
@needs(Permission.DUTY_CHANNELS)
def test_channel(request: MemberRequest, channel_id: int) -> HttpResponse:
    """Send a code through one of the member's own channels."""
    channel = _own_channel(request, channel_id)
    try:
        channel_tests.ask_for_code(by=request.actor, channel=channel)
    except NotPossible as error:
        is_too_often = error.refusal is channel_tests.ChannelTestRefusal.TEST_TOO_OFTEN
        status = 429 if is_too_often else 409
        return _channels_page(request, about=channel, error=error.sentence, status=status)
    return _back_to(channel)


@require_POST
@needs(Permission.DUTY_CHANNELS)
def confirm_channel(request: MemberRequest, channel_id: int) -> HttpResponse:
    """Take the code that came through a channel."""
    channel, form = _own_channel(request, channel_id), CodeForm(request.POST)
    if not form.is_valid():
        return _channels_page(request, about=channel, error=str(form.errors["code"][0]), status=400)
    try:
        channel_tests.confirm_code(by=request.actor, channel=channel, **form.cleaned_data)
    except channel_tests.WrongCode as error:
        left = error.tries_left
        wrong = WRONG_CODE.format(left) if left else LAST_WRONG_CODE
        return _channels_page(request, about=channel, error=wrong, status=400)
    except NotPossible as error:
        return _channels_page(request, about=channel, error=error.sentence, status=409)
    return _back_to(channel)


@require_http_methods(["GET", "POST"])
@needs(Permission.DUTY_CHANNELS)
def remove_channel(request: MemberRequest, channel_id: int) -> HttpResponse:
    """Say what happens without this channel (GET), and remove it (POST)."""
    channel = _own_channel(request, channel_id)
    if request.method == "POST":
        channels.remove_channel(by=request.actor, channel=channel)
        return redirect("reachability")
    now = request.actor.now
    present = reachability_of(request.member, now=now)
    view = next((view for view in present.channels if view.channel == channel), None)
    if view is None:
        raise Http404  # removed at this moment, in another tab
    context = {
        "view": view,
        "was_reachable": present.is_reachable,
        "reach": reachability_of(request.member, now=now, without=channel),
    }
    return render(request, "reachability/remove_channel.html", context)


def _channels_page(
    request: MemberRequest,
    *,
    form: ChannelForm | None = None,
    about: ContactChannel | None = None,
    error: str = "",
    status: int = 200,
) -> HttpResponse:
    """Render the page; `error` is about the channel `about`."""
    kinds, form = channels.possible_kinds(), form or ChannelForm()
    form.fields["kind"].choices = ChannelKind.choices(kinds)  # type: ignore[attr-defined]
    context = {
        "reach": reachability_of(request.member, now=request.actor.now),
        "kinds": kinds,
        "form": form,
        "about": about,
        "error": error,
    }
    return render(request, "reachability/reachability.html", context, status=status)


def _own_channel(request: MemberRequest, channel_id: int) -> ContactChannel:
    """Return the member's own channel; another's is not there."""
    return get_object_or_404(ContactChannel, pk=channel_id, member=request.member)


def _back_to(channel: ContactChannel) -> HttpResponse:
    return redirect(f"{reverse('reachability')}#kanaal-{channel.pk}")
