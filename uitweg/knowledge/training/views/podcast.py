"""The podcast on the staff door: what is on air, a new recording, and consent taken back."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from uitweg.knowledge.training.actions import podcast
from uitweg.knowledge.training.actions.recordings import chapters_of, recording_of, says_old_number
from uitweg.knowledge.training.forms.podcast import RecordingForm
from uitweg.knowledge.training.models import Recording, SpeakerConsent
from uitweg.knowledge.training.rules.podcast import (
    LARGEST_RECORDING,
    MIB,
    ConsentScope,
    RecordingRefused,
    SpeakerRole,
    VoiceKind,
    moment_words,
)
from uitweg.platform.accounts.actions.authorization import NotPossible
from uitweg.platform.accounts.actions.sessions import MemberRequest
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.accounts.views.gate import needs
from uitweg.platform.content import load
from uitweg.platform.content.values.podcast import Episode

MOST_SHOWN = 30


@require_GET
@needs(Permission.PODCAST_EDIT)
def podcast_recordings(request: MemberRequest) -> HttpResponse:
    """List the episodes, and whether each can be heard."""
    today = timezone.localdate()
    episodes = [(each, recording_of(each.id, today=today)) for each in load().episodes]
    return render(request, "training/podcast_recordings.html", {"episodes": episodes})


@require_http_methods(["GET", "POST"])
@needs(Permission.PODCAST_EDIT)
def podcast_recording(request: MemberRequest, episode_id: str) -> HttpResponse:
    """Show one episode's recording and its consents, and take a new one."""
    episode = _episode(episode_id)
    if request.method == "GET":
        return _episode_page(request, episode, RecordingForm(episode))
    form = RecordingForm(episode, request.POST, request.FILES)
    if form.is_valid():
        try:
            podcast.publish_recording(form.offered(), load(), by=request.actor)
        except RecordingRefused as refused:
            form.add_error(None, refused.problem.words)
        else:
            return redirect("podcast-recording", episode.id)
    return _episode_page(request, episode, form, status=400)


@require_POST
@needs(Permission.PODCAST_EDIT)
def withdraw_speaker_consent(request: MemberRequest, consent_id: int) -> HttpResponse:
    """Somebody took their consent back: the recording is off."""
    consent = SpeakerConsent.objects.filter(pk=consent_id).select_related("recording").first()
    if consent is None:
        raise Http404
    with suppress(NotPossible):  # a second click; the page shows the day
        podcast.withdraw_consent(consent.pk, by=request.actor)
    return redirect("podcast-recording", consent.recording.episode)


@require_POST
@needs(Permission.PODCAST_EDIT)
def take_recording_off(request: MemberRequest, recording_id: int) -> HttpResponse:
    """Take a recording off the air."""
    recording = Recording.objects.filter(pk=recording_id).first()
    if recording is None:
        raise Http404
    with suppress(NotPossible):  # a second click; the page shows that it is off
        podcast.take_off_air(recording.pk, by=request.actor)
    return redirect("podcast-recording", recording.episode)


def _episode(episode_id: str) -> Episode:
    try:
        return load().episode(episode_id)
    except KeyError:
        raise Http404 from None


def _episode_page(
    request: MemberRequest, episode: Episode, form: RecordingForm, *, status: int = 200
) -> HttpResponse:
    content, today = load(), timezone.localdate()
    recording = recording_of(episode.id, today=today)
    ended = Recording.objects.filter(episode=episode.id, ended_at__isnull=False)
    context: dict[str, Any] = {
        "episode": episode,
        "form": form,
        "recording": recording,
        "ended": list(ended.order_by("-ended_at")[:5]),
        "numbers": [content.contact(id) for id in episode.contacts],
        "largest": LARGEST_RECORDING // MIB,
    }
    if recording is not None:
        context |= {
            "length": moment_words(recording.seconds),
            "voice": VoiceKind.words_of(recording.voice),
            "begins": [(moment_words(at.begins), at.title) for at in chapters_of(recording)],
            "says_old_number": says_old_number(recording, content),
        }
    context["consents"] = list(_consents_of(episode))
    return render(request, "training/podcast_recording.html", context, status=status)


@dataclass(frozen=True)
class ConsentRow:
    """A consent in words, for the page."""

    consent: SpeakerConsent
    speaker: str
    scope: str


def _consents_of(episode: Episode) -> Iterator[ConsentRow]:
    """Yield the newest consents of an episode's recordings."""
    consents = SpeakerConsent.objects.filter(recording__episode=episode.id)
    for each in consents.select_related("recording").order_by("-recording_id", "id")[:MOST_SHOWN]:
        yield ConsentRow(
            each, SpeakerRole.words_of(each.speaker), ConsentScope.words_of(each.scope)
        )
