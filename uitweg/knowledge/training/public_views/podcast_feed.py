"""The podcast's feed: RSS 2.0 with Apple's tags and those of the Podcast namespace.

Its template has every tag; podcastindex.org/namespace/1.0 says what the namespace's own mean.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID, uuid5

from django.template.loader import render_to_string
from django.utils.feedgenerator import rfc2822_date

from uitweg.knowledge.training.models import Recording
from uitweg.knowledge.training.public_views.podcasts import sound_path
from uitweg.platform.content.collection import Content
from uitweg.platform.content.values.podcast import PODCAST_PATH, Episode

GUID_NAMESPACE = UUID("ead4c236-bf58-58c6-a2c6-a6b28d128cb6")
"""That of podcast:guid, the same for every podcast (docs/tags/guid.md of the namespace)."""
MACHINE_SPEAKER = "Stem van een computer"


def feed_xml(content: Content, *, today: date, site: str) -> bytes:
    """Return the feed of what podcast apps may offer today; `site` begins every address."""
    words, address = content.training, site + PODCAST_PATH
    heard = list(_heard_episodes(content, today))
    by_machine = any(recording.is_by_machine for _, recording in heard)
    newest = (recording.published_at for _, recording in heard if recording.published_at)
    built_at = max(newest, default=datetime.combine(today, time(), UTC))
    of_show = {
        "title": words["podcast_title"],
        "description": _description(words["podcast_lead"], words, by_machine=by_machine),
        "show": content.show,
        "address": address,
        "guid": uuid5(GUID_NAMESPACE, f"{address}feed.xml".partition("://")[2]),
        "built_at": _moment(built_at),
    }
    items = [_item(episode, recording, content, site) for episode, recording in heard]
    return render_to_string("training/feed.xml", of_show | {"items": items}).encode()


def _heard_episodes(content: Content, today: date) -> Iterator[tuple[Episode, Recording]]:
    """Yield the episodes that apps may offer, with their recordings, the first one first."""
    recordings = {recording.episode: recording for recording in Recording.objects.in_apps(today)}
    for episode in content.episodes:
        if episode.id in recordings:
            yield episode, recordings[episode.id]


def _item(episode: Episode, recording: Recording, content: Content, site: str) -> dict[str, Any]:
    about = f"{episode.about} {content.training['podcast_invented']}"
    by_machine = recording.is_by_machine
    return {
        "episode": episode,
        "recording": recording,
        "page": site + episode.path,
        "description": _description(about, content.training, by_machine=by_machine),
        "guid": feed_guid(episode, site),
        "sound": site + sound_path(episode, recording),
        "published_at": _moment(recording.published_at) if recording.published_at else "",
        "seconds": round(recording.seconds),
        "speakers": [
            (f"{speaker} ({MACHINE_SPEAKER.lower()})" if by_machine else speaker, role)
            for speaker, role in episode.speakers.items()
        ],
    }


def feed_guid(episode: Episode, site: str) -> str:
    """Return what an app knows an episode by; the same for each recording of it."""
    return str(uuid5(GUID_NAMESPACE, site.partition("://")[2] + episode.path))


def _description(text: str, words: dict[str, str], *, by_machine: bool) -> str:
    return f"{text} {words['podcast_machine']}" if by_machine else text


def _moment(at: datetime) -> str:
    """Return a moment as RSS has it: Thu, 03 Dec 2026 11:00:04 +0000."""
    return rfc2822_date(at.astimezone(UTC))
