"""Recordings of the podcast: checked, stored in pieces, published, and taken off the air.

Pieces are written in many short transactions, so that a report never waits behind a recording;
the last one publishes. Cut off before that, nothing of it can be heard, and the worker removes it
(`jobs.py` of this part).
"""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from uitweg.knowledge.training.actions.podcast_checks import (
    CheckedRecording,
    GivenConsent,
    OfferedRecording,
    check_recording,
)
from uitweg.knowledge.training.models import Recording, RecordingPiece, SpeakerConsent
from uitweg.knowledge.training.rules.podcast import (
    PIECE_BYTES,
    PIECES_PER_WRITE,
    ConsentScope,
    RecordingProblem,
    RecordingRefused,
)
from uitweg.platform.accounts.actions.authorization import Actor, NotPossible, Refusal, require
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.audit.rules import Act
from uitweg.platform.content.collection import Content
from uitweg.platform.content.values.podcast import Episode
from uitweg.platform.sealing import tokens
from uitweg.platform.store.locking import lock_for_update

PUBLISH_RECORDING = Act("podcast:publish", "Opname van de podcast online gezet")
WITHDRAW_PODCAST_CONSENT = Act(
    "podcast:withdraw-consent", "Toestemming voor de podcast ingetrokken"
)
TAKE_RECORDING_OFF = Act("podcast:take-off", "Opname van de podcast eraf gehaald")

STORE = "channel"


class PodcastRefusal(Refusal):
    CONSENT_WITHDRAWN_ALREADY = "Deze toestemming is al ingetrokken. Er is niets veranderd."
    RECORDING_NOT_ON_AIR = "Deze opname staat niet op de site. Er is niets veranderd."


def publish_recording(offered: OfferedRecording, content: Content, *, by: Actor) -> Recording:
    """Store a recording byte for byte and put it on air, in the place of the one before it.

    Raises NotAllowed, or RecordingRefused; then nothing changed.
    """
    require(by, Permission.PODCAST_EDIT)
    checked = check_recording(offered, today=by.today)
    recording = _new_recording(offered, checked, content, by=by)
    _store_pieces(recording, offered.content)
    with transaction.atomic(), transaction.atomic(using=STORE):
        _put_on_air(recording, offered.consents, now=by.now)
        audit_log.record(by.member, PUBLISH_RECORDING, f"recording:{recording.pk}")
    return recording


def _new_recording(
    offered: OfferedRecording, checked: CheckedRecording, content: Content, *, by: Actor
) -> Recording:
    """Return the row, not stored yet. Raises RecordingRefused when this sound is on air already."""
    episode, sha256 = offered.episode, tokens.sha256(offered.content)
    on_air = Recording.objects.on_air(by.today).filter(episode=episode.id, sha256=sha256)
    if on_air.exists():
        raise RecordingRefused(RecordingProblem.SAME)
    titles = (chapter.title for chapter in episode.script.chapters)
    chapters = [list(each) for each in zip(checked.begins, titles, strict=True)]
    ends = [consent.until for consent in offered.consents if consent.until]
    is_everywhere = all(each.scope is ConsentScope.EVERYWHERE for each in offered.consents)
    return Recording(
        episode=episode.id,
        kind=checked.kind.value,
        voice=offered.voice.value,
        scope=(ConsentScope.EVERYWHERE if is_everywhere else ConsentScope.PAGE).value,
        size=len(offered.content),
        sha256=sha256,
        seconds=checked.seconds,
        transcript=offered.transcript,
        chapters=chapters,
        numbers=said_numbers(episode, content),
        begun_at=by.now,
        until=min(ends, default=None),
    )


def said_numbers(episode: Episode, content: Content) -> dict[str, str]:
    """Return the numbers that the script of an episode says now, by the id of the help line."""
    return {id: content.contact(id).number for id in episode.contacts}


def _store_pieces(recording: Recording, sound: bytes) -> None:
    recording.save(using=STORE)
    step = PIECE_BYTES * PIECES_PER_WRITE
    for start in range(0, len(sound), step):
        RecordingPiece.objects.bulk_create(
            RecordingPiece(
                recording=recording, place=at // PIECE_BYTES, content=sound[at : at + PIECE_BYTES]
            )
            for at in range(start, min(start + step, len(sound)), PIECE_BYTES)
        )


def _put_on_air(recording: Recording, consents: Sequence[GivenConsent], *, now: datetime) -> None:
    """End what was on air of this episode, and publish this one; runs in a transaction."""
    before = Recording.objects.filter(episode=recording.episode, ended_at=None)
    before.filter(published_at__isnull=False).update(ended_at=now)
    SpeakerConsent.objects.bulk_create(
        SpeakerConsent(
            recording=recording,
            speaker=each.speaker.value,
            scope=each.scope.value,
            given_on=each.given_on,
            until=each.until,
        )
        for each in consents
    )
    recording.published_at = now
    recording.save(using=STORE)


def withdraw_consent(consent_id: int, *, by: Actor) -> Recording:
    """Record that somebody takes their consent back; the recording is off at once.

    Raises NotAllowed, or NotPossible when it was taken back before.
    """
    require(by, Permission.PODCAST_EDIT)
    with transaction.atomic(), transaction.atomic(using=STORE):
        consents = lock_for_update(SpeakerConsent.objects.filter(pk=consent_id, withdrawn_on=None))
        consent = consents.first()
        if consent is None:
            raise NotPossible(PodcastRefusal.CONSENT_WITHDRAWN_ALREADY)
        consent.withdrawn_on = by.today
        consent.save(using=STORE)
        recording = consent.recording
        Recording.objects.filter(pk=recording.pk, ended_at=None).update(ended_at=by.now)
        audit_log.record(by.member, WITHDRAW_PODCAST_CONSENT, f"recording:{recording.pk}")
    return recording


def take_off_air(recording_id: int, *, by: Actor) -> None:
    """End a recording. Raises NotAllowed, or NotPossible when it is not on air."""
    require(by, Permission.PODCAST_EDIT)
    with transaction.atomic(), transaction.atomic(using=STORE):
        on_air = Recording.objects.filter(
            pk=recording_id, ended_at=None, published_at__isnull=False
        )
        if not on_air.update(ended_at=by.now):
            raise NotPossible(PodcastRefusal.RECORDING_NOT_ON_AIR)
        audit_log.record(by.member, TAKE_RECORDING_OFF, f"recording:{recording_id}")
