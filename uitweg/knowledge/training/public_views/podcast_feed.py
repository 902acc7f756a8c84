"""The podcast's feed: RSS 2.0 with Apple's tags and those of the Podcast namespace.

feedgen writes RSS and Apple's tags. What it lacks is an extension here: the Podcast namespace
(podcastindex.org/namespace/1.0), and Apple's present word for "not explicit".
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID, uuid5

from feedgen.ext.base import BaseEntryExtension, BaseExtension
from feedgen.feed import FeedGenerator
from feedgen.util import xml_elem

from uitweg.knowledge.training.models import Recording
from uitweg.knowledge.training.public_views.podcasts import sound_path
from uitweg.platform.content.collection import Content
from uitweg.platform.content.values.podcast import PODCAST_PATH, Episode

PODCAST_NAMESPACE = "https://podcastindex.org/namespace/1.0"
ITUNES_NAMESPACE = "http://www.itunes.com/dtds/podcast-1.0.dtd"
GUID_NAMESPACE = UUID("ead4c236-bf58-58c6-a2c6-a6b28d128cb6")
"""That of podcast:guid, the same for every podcast (docs/tags/guid.md of the namespace)."""
MACHINE_SPEAKER = "Stem van een computer"


@dataclass(frozen=True)
class FeedTag:
    """An element beside those that feedgen knows: its namespace, name, text and attributes."""

    namespace: str
    name: str
    text: str = ""
    attributes: dict[str, str] = field(default_factory=dict)


class _TagsOfItem(BaseEntryExtension):  # type: ignore[misc]  # feedgen has no types
    """Adds `tags` to an item."""

    def __init__(self) -> None:
        self.tags: tuple[FeedTag, ...] = ()

    def extend_rss(self, entry: Any) -> Any:
        _add_tags(entry, self.tags)
        return entry


class _TagsOfChannel(BaseExtension):  # type: ignore[misc]
    """Adds `tags` to the channel, and names the namespace."""

    def __init__(self) -> None:
        self.tags: tuple[FeedTag, ...] = ()

    def extend_ns(self) -> dict[str, str]:
        return {"podcast": PODCAST_NAMESPACE}

    def extend_rss(self, feed: Any) -> Any:
        _add_tags(feed[0], self.tags)
        return feed


def _add_tags(parent: Any, tags: tuple[FeedTag, ...]) -> None:
    for tag in tags:
        name = f"{{{tag.namespace}}}{tag.name}"
        element = xml_elem(name, parent, **tag.attributes)
        element.text = tag.text or None


def feed_xml(content: Content, *, today: date, site: str) -> bytes:
    """Return the feed of what podcast apps may offer today; `site` begins every address."""
    feed, words, address = FeedGenerator(), content.training, site + PODCAST_PATH
    feed.load_extension("podcast", atom=False)
    feed.register_extension("namespace", _TagsOfChannel, _TagsOfItem, atom=False)
    heard = list(_heard(content, today))
    by_machine = any(recording.is_by_machine for _, recording in heard)
    feed.title(words["podcast_title"])
    feed.link(href=f"{address}feed.xml", rel="self", type="application/rss+xml")
    feed.link(href=address, rel="alternate")
    feed.description(_described(words["podcast_lead"], words, by_machine=by_machine))
    feed.language("nl")
    feed.copyright(content.show.license)
    feed.generator("Uitweg")
    newest = (recording.published_at for _, recording in heard if recording.published_at)
    feed.lastBuildDate(max(newest, default=datetime.combine(today, time(), UTC)))
    _add_apples_tags(feed, content, address)
    feed.namespace.tags = tuple(_tags_of_show(content, f"{address}feed.xml"))
    for episode, recording in heard:
        _add_item(feed, episode, recording, content, site)
    return bytes(feed.rss_str(pretty=True))


def _heard(content: Content, today: date) -> Iterator[tuple[Episode, Recording]]:
    """Yield the episodes that apps may offer, with their recordings, the first one first."""
    recordings = {recording.episode: recording for recording in Recording.objects.in_apps(today)}
    for episode in content.episodes:
        if episode.id in recordings:
            yield episode, recordings[episode.id]


def _add_apples_tags(feed: Any, content: Content, address: str) -> None:
    show = content.show
    feed.podcast.itunes_author("Uitweg")
    category = {"cat": show.category} | ({"sub": show.subcategory} if show.subcategory else {})
    feed.podcast.itunes_category([category])
    feed.podcast.itunes_image(f"{address}omslag.png")
    feed.podcast.itunes_owner("Uitweg", show.owner_email)
    feed.podcast.itunes_type("episodic")


def _tags_of_show(content: Content, feed_address: str) -> Iterator[FeedTag]:
    show, without_scheme = content.show, feed_address.partition("://")[2]
    yield FeedTag(ITUNES_NAMESPACE, "explicit", "false")
    guid = str(uuid5(GUID_NAMESPACE, without_scheme.rstrip("/")))
    yield FeedTag(PODCAST_NAMESPACE, "guid", guid)
    yield FeedTag(PODCAST_NAMESPACE, "locked", "yes", {"owner": show.owner_email})
    yield FeedTag(PODCAST_NAMESPACE, "license", show.license.lower(), {"url": show.license_url})
    yield FeedTag(PODCAST_NAMESPACE, "medium", "podcast")


def _add_item(
    feed: Any, episode: Episode, recording: Recording, content: Content, site: str
) -> None:
    item, page = feed.add_entry(order="append"), site + episode.path
    item.title(episode.script.title)
    item.link(href=page)
    item.guid(f"{feed_guid(episode, site)}", permalink=False)
    about = f"{episode.about} {content.training['podcast_invented']}"
    item.description(_described(about, content.training, by_machine=recording.is_by_machine))
    item.enclosure(
        site + sound_path(episode, recording),
        str(recording.size),
        recording.sound_kind.media_type,
    )
    item.pubDate(recording.published_at)
    item.podcast.itunes_duration(str(round(recording.seconds)))
    item.podcast.itunes_episode(episode.order)
    item.podcast.itunes_episode_type("full")
    item.namespace.tags = tuple(_tags_of_item(episode, recording, page))


def feed_guid(episode: Episode, site: str) -> str:
    """Return what an app knows an episode by; the same for each recording of it."""
    return str(uuid5(GUID_NAMESPACE, site.partition("://")[2] + episode.path))


def _tags_of_item(episode: Episode, recording: Recording, page: str) -> Iterator[FeedTag]:
    yield FeedTag(ITUNES_NAMESPACE, "explicit", "false")
    transcript = {"url": f"{page}tekst.vtt", "type": "text/vtt", "language": "nl"}
    yield FeedTag(PODCAST_NAMESPACE, "transcript", "", transcript)
    chapters = {"url": f"{page}delen.json", "type": "application/json+chapters"}
    yield FeedTag(PODCAST_NAMESPACE, "chapters", "", chapters)
    for speaker, role in episode.speakers.items():
        name = f"{speaker} ({MACHINE_SPEAKER.lower()})" if recording.is_by_machine else speaker
        yield FeedTag(PODCAST_NAMESPACE, "person", name, {"role": role, "group": "Cast"})


def _described(text: str, words: dict[str, str], *, by_machine: bool) -> str:
    return f"{text} {words['podcast_machine']}" if by_machine else text
