"""What Apple Podcasts asks of a feed, written from its own documentation; and the namespace's schema.

Source: Apple, "A Podcaster's Guide to RSS" (help.apple.com/itc/podcasts_connect/#/itcb54353390), as
kept in itunes_reference.md of github.com/Podcastindex-org/podcast-namespace at c0ff5caa; its podcast.xsd
(CC0) is in tests/vectors/podcast.
"""

from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from lxml import etree
from PIL import Image

VECTORS = Path(__file__).parents[1] / "vectors" / "podcast"
ITUNES = "{http://www.itunes.com/dtds/podcast-1.0.dtd}"
PODCAST = "{https://podcastindex.org/namespace/1.0}"
SOUND_TYPES = {"m4a": "audio/x-m4a", "mp3": "audio/mpeg"}
EXPLICIT = {"true", "false"}
EPISODE_KINDS = {"full", "trailer", "bonus"}
SHOW_KINDS = {"episodic", "serial"}
MOST_CHARACTERS, MOST_DESCRIPTION_BYTES = 255, 4000
WRAPPER = b"""<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"
 targetNamespace="https://podcastindex.org/namespace/1.0"><xs:include schemaLocation="podcast.xsd"/>
</xs:schema>"""


def problems_of_feed(feed: bytes) -> list[str]:
    """Return what Apple would refuse; empty when all is right."""
    root = etree.fromstring(feed)
    channel = root.find("channel")
    if root.tag != "rss" or root.get("version") != "2.0" or channel is None:
        return ["it is no RSS 2.0"]
    items = channel.findall("item")
    guids = [item.findtext("guid") for item in items]
    found = [*_of_show(channel), *(problem for item in items for problem in _of_episode(item))]
    if len(set(guids)) < len(guids):
        found.append("two episodes have one guid")
    return found


def _of_show(channel: Any) -> Iterator[str]:
    yield from _texts(channel, "title", "language", f"{ITUNES}author", "link")
    yield from _description(channel)
    image = channel.find(f"{ITUNES}image")
    if image is None or not _is_picture_address(image.get("href", "")):
        yield "show: itunes:image"
    category = channel.find(f"{ITUNES}category")
    if category is None or not category.get("text"):
        yield "show: itunes:category"
    if channel.findtext(f"{ITUNES}explicit") not in EXPLICIT:
        yield "show: itunes:explicit"
    if channel.findtext(f"{ITUNES}type") not in SHOW_KINDS:
        yield "show: itunes:type"
    if not channel.findtext(f"{ITUNES}owner/{ITUNES}email"):
        yield "show: itunes:owner"


def _of_episode(item: Any) -> Iterator[str]:
    yield from _texts(item, "title", "guid", "link")
    yield from _description(item)
    enclosure = item.find("enclosure")
    if enclosure is None:
        yield "episode: enclosure"
        return
    address = urlsplit(enclosure.get("url", ""))
    kind = address.path.rpartition(".")[2]
    if address.scheme != "https" or SOUND_TYPES.get(kind) != enclosure.get("type"):
        yield "episode: enclosure's address or type"
    if not enclosure.get("length", "").isdigit() or enclosure.get("length") == "0":
        yield "episode: enclosure's length"
    if parsedate_to_datetime(item.findtext("pubDate") or "").tzinfo is None:
        yield "episode: pubDate"
    if not (item.findtext(f"{ITUNES}duration") or "").isdigit():
        yield "episode: itunes:duration"
    if item.findtext(f"{ITUNES}explicit") not in EXPLICIT:
        yield "episode: itunes:explicit"
    if item.findtext(f"{ITUNES}episodeType") not in EPISODE_KINDS:
        yield "episode: itunes:episodeType"


def _texts(parent: Any, *names: str) -> Iterator[str]:
    for name in names:
        text = parent.findtext(name) or ""
        if not text or text != text.strip() or len(text) > MOST_CHARACTERS:
            yield f"{parent.tag}: {name}"


def _description(parent: Any) -> Iterator[str]:
    text = parent.findtext("description") or ""
    if not text.strip() or len(text.encode()) > MOST_DESCRIPTION_BYTES:
        yield f"{parent.tag}: description"


def _is_picture_address(address: str) -> bool:
    parts = urlsplit(address)
    return parts.scheme == "https" and parts.path.endswith((".png", ".jpg"))


def problems_of_picture(content: bytes) -> list[str]:
    """Return what Apple would refuse of a show's picture."""
    picture = Image.open(BytesIO(content))
    width, height = picture.size
    return [
        problem
        for problem, is_wrong in (
            ("no PNG or JPEG", picture.format not in ("PNG", "JPEG")),
            ("not square", width != height),
            ("not 1400 to 3000 dots", not 1400 <= width <= 3000),
            ("not RGB", picture.mode != "RGB"),
        )
        if is_wrong
    ]


LATER_THAN_THE_SCHEMA = {"guid", "license", "medium"}
"""Elements that are documented (docs/tags) and that the schema does not have yet."""


def namespace_problems(feed: bytes) -> list[str]:
    """Return what the schema of the Podcast namespace refuses of its elements in a feed."""
    parser = etree.XMLParser()
    wrapper = etree.parse(BytesIO(WRAPPER), parser, base_url=f"{VECTORS.as_uri()}/wrapper.xsd")
    schema = etree.XMLSchema(wrapper)
    found = []
    for element in etree.fromstring(feed).iter(f"{PODCAST}*"):
        element.tail = None
        if element.tag.removeprefix(PODCAST) in LATER_THAN_THE_SCHEMA:
            continue
        if not schema.validate(etree.ElementTree(etree.fromstring(etree.tostring(element)))):
            found += [f"{element.tag}: {error.message}" for error in schema.error_log]
    return found
