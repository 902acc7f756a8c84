"""The podcast's pages: its list at every level, and an episode with its player at its own."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.safestring import SafeString

from uitweg.knowledge.training.actions.recordings import chapters_of, recording_of, says_old_number
from uitweg.knowledge.training.models import Recording
from uitweg.knowledge.training.public_views.published import TrainingPage, url_name
from uitweg.knowledge.training.rules.podcast import moment_words
from uitweg.platform.content.collection import Content
from uitweg.platform.content.files.reader import FIRST_LEVEL
from uitweg.platform.content.values.podcast import PODCAST_PATH, Episode
from uitweg.platform.ui import prose


def pages(content: Content) -> Iterator[TrainingPage]:
    """Yield the list, and at the first level the episodes."""
    level = content.level
    yield TrainingPage(
        url_name("podcast", level),
        "training/podcast.html",
        partial(list_words, content),
        level.address(PODCAST_PATH),
        level.id,
    )
    for episode in content.episodes if level.id == FIRST_LEVEL else ():
        yield TrainingPage(
            f"podcast-{episode.id}",
            "training/episode.html",
            partial(episode_words, episode, content),
            episode.path,
            level.id,
        )


@dataclass(frozen=True)
class ListedEpisode:
    """An episode in the list; `minutes` is None when it cannot be heard now."""

    episode: Episode
    minutes: int | None
    is_by_machine: bool


def list_words(content: Content) -> dict[str, Any]:
    """Return the template context of the list."""
    today = timezone.localdate()
    listed = []
    for episode in content.episodes:
        recording = recording_of(episode.id, today=today)
        minutes = max(1, round(recording.seconds / 60)) if recording else None
        by_machine = recording is not None and recording.is_by_machine
        listed.append(ListedEpisode(episode, minutes, by_machine))
    path = f"{PODCAST_PATH}feed.xml"
    return {"episodes": listed, "feed_path": path, "feed_address": settings.PUBLIC_URL + path}


@dataclass(frozen=True)
class SaidLine:
    """A line as a page shows it; `speaker` is "" when the same one goes on."""

    speaker: str
    text: SafeString


@dataclass(frozen=True)
class ShownChapter:
    """A chapter of the text, and where it begins in the recording ("" without one)."""

    number: int
    title: str
    lines: tuple[SaidLine, ...]


def episode_words(episode: Episode, content: Content) -> dict[str, Any]:
    """Return the template context of an episode's page."""
    recording = recording_of(episode.id, today=timezone.localdate())
    words: dict[str, Any] = {
        "episode": episode,
        "chapters": tuple(_chapters(episode, content)),
        "recording": recording,
    }
    return words | (_recording_words(recording, episode, content) if recording else {})


def sound_path(episode: Episode, recording: Recording) -> str:
    """Return the address of the sound; podcast apps go by its extension."""
    return f"{episode.path}opname.{recording.kind}"


def _recording_words(recording: Recording, episode: Episode, content: Content) -> dict[str, Any]:
    return {
        "sound_path": sound_path(episode, recording),
        "transcript_path": f"{episode.path}tekst.vtt",
        "begins": [(moment_words(at.begins), at) for at in chapters_of(recording)],
        "length": moment_words(recording.seconds),
        "megabytes": recording.size / 1_000_000,
        "says_old_number": says_old_number(recording, content),
        "media_type": recording.sound_kind.media_type,
    }


def _chapters(episode: Episode, content: Content) -> Iterator[ShownChapter]:
    for number, chapter in enumerate(episode.script.chapters, 1):
        before, lines = "", []
        for line in chapter.lines:
            speaker = line.speaker if line.speaker != before else ""
            lines.append(SaidLine(speaker, prose.render_line(line.text, content)))
            before = line.speaker
        yield ShownChapter(number, chapter.title, tuple(lines))
