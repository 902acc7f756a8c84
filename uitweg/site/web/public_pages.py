"""Renders everything the public door publishes: the guide, the check, the channel's pages."""

import json
from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache, lru_cache
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone

from uitweg.channel.admission.public_views.admission import solver_script
from uitweg.channel.conversation.models import SIGNING_KEYS_PATH, TeamKey
from uitweg.channel.conversation.public_views import signing_keys
from uitweg.knowledge.guide.public_views.open_data_pages import documents as open_data_documents
from uitweg.knowledge.guide.public_views.page_words import FAILURES, duty_pages, guide_pages
from uitweg.knowledge.guide.rules import DutyState
from uitweg.knowledge.published_figures.public_views import figures
from uitweg.knowledge.published_figures.public_views.documents import figure_documents
from uitweg.knowledge.signalcheck.public_views.addresses import check_addresses
from uitweg.knowledge.training.actions.recordings import on_air_ids
from uitweg.knowledge.training.public_views.everything import training_pages
from uitweg.knowledge.training.public_views.podcast_files import podcast_documents
from uitweg.platform import sealing
from uitweg.platform.content import levels, load
from uitweg.platform.sealing import fingerprint
from uitweg.platform.ui.assets import asset_path
from uitweg.platform.ui.templatetags.public_words import answer_by_sentence
from uitweg.site.web.published import SMALLEST, SOONEST, Headers, Shelf, publish
from uitweg.site.web.sitemap import robots_txt, sitemap_xml

JAVASCRIPT_TYPE = "text/javascript; charset=utf-8"
BUILT_SCRIPTS = Path(sealing.__file__).with_name("built")
MOVED = {
    "/ik-zit-erin/": "/voor-jou/",
    "/check/zelf/": "/vragen/",
    "/check/zelf/vragen/": "/vragen/los/",
    "/melden/": "/schrijven/",
}
"""Addresses that said too much, and may stand on paper: each leads to its present one."""
SECURITY_DAYS = 300
"""Until security.txt expires: RFC 9116 advises less than a year. It is remade at each start."""


@dataclass(frozen=True)
class TeamOnPage:
    """The team's keys that a page needs to encrypt a message and verify an answer."""

    public_key_b64: str
    verify_key_b64: str
    fingerprint: str


def team_on_page(key: TeamKey | None) -> TeamOnPage | None:
    if key is None:
        return None
    return TeamOnPage(
        public_key_b64=b64encode(bytes(key.public_key)).decode(),
        verify_key_b64=b64encode(bytes(key.verify_key)).decode(),
        fingerprint=fingerprint.words(bytes(key.public_key)),
    )


def _verify_key(key: TeamKey) -> str:
    """Return the key that checks answers; after a comma the last day of one that is retired."""
    encoded = b64encode(bytes(key.verify_key)).decode()
    last_day = key.last_signing_day
    return f"{encoded},{last_day.isoformat()}" if last_day else encoded


@cache
def _built_script(name: str) -> tuple[str, bytes]:
    """Return the address (which has a hash of the content) and the content of a built script."""
    content = (BUILT_SCRIPTS / name).read_bytes()
    return asset_path(name, content), content


REPORT, MAILBOX = "report.js", "mailbox.js"
"""The scripts of the two pages that encrypt, each with the cryptography and the word list."""
FALLBACK, FILES, LATER = "seal-noble.js", "files.js", "later.js"
"""For browsers without X-Wing; for files; for drafts on the device and open mailboxes."""

LATER_SCRIPT_WORDS = (
    "draft_drop draft_full draft_go_on draft_gone draft_here draft_keep draft_kept draft_none "
    "draft_text draft_waits draft_watched maybe drafts_drop drafts_gone drafts_here "
    "open opening_draft seven_words answer_came news news_text no_news no_news_text to_mailbox "
    "words_none words_few words_many word_unknown words_unknown unknown withdrawn cannot_read "
    "files_later wipe_trouble gone_slow gone_slow_text answer_late kept_until"
)


@cache
def later_script(level: str) -> tuple[str, bytes]:
    """Return the address and content of the script for drafts and open mailboxes.

    It includes its texts at this level; they are not in the page, as few people need them.
    """
    content = load(level=level)
    words = {key: content.channel[key] for key in LATER_SCRIPT_WORDS.split()}
    answers = {id: (answer.see, answer.own) for id, answer in content.check_answers.items()}
    more = {"answer_by": answer_by_sentence(content), "check": answers}
    says = json.dumps(words | more, ensure_ascii=False)
    script = f"const SAYS={says};".encode() + (BUILT_SCRIPTS / LATER).read_bytes()
    return asset_path(LATER, script), script


@cache
def files_script(level: str) -> tuple[str, bytes]:
    """Return the address and content of the script for files, with its sentences at this level."""
    says = json.dumps(load(level=level).files, ensure_ascii=False)
    script = f"const FILES_SAY={says};".encode() + (BUILT_SCRIPTS / FILES).read_bytes()
    return asset_path(FILES, script), script


def script_urls(page: str, level: str) -> dict[str, str]:
    """Return the addresses of the scripts of a page that encrypts; `page` is its own script."""
    return {
        "script_url": _built_script(page)[0],
        "fallback_url": _built_script(FALLBACK)[0],
        "files_url": files_script(level)[0],
    }


def publish_all(quality: int = SMALLEST, *, everything: bool | None = None) -> Shelf:
    """Render the public door's shelf, with the team's current key in it.

    Below the best quality it has only the pages of the channel, so that the door starts quickly:
    the guide, the check and the open data have views, and are published some seconds later.
    `everything` says it by itself, for who needs all pages and no small ones.
    """
    team = team_on_page(TeamKey.current())
    verify_keys = [_verify_key(key) for key in TeamKey.objects.order_by("-id")]
    everything = quality == SMALLEST if everything is None else everything
    if settings.DEMO:
        quality = SOONEST  # compressing well takes ten seconds of processor, for nobody
    today = timezone.localdate()
    on_air = on_air_ids(today) if everything else ()
    pages, documents = dict[str, str](), dict[str, tuple[bytes, str, Headers]]()
    if everything:
        pages |= _knowledge_pages(settings.CITY, on_air, demo=settings.DEMO)
        pages |= _figure_pages()
        documents = _machine_documents(pages) | podcast_documents(today) | figure_documents()
        documents[SIGNING_KEYS_PATH] = (signing_keys.signing_keys(), signing_keys.CONTENT_TYPE, [])
    channel_pages = dict(_channel_pages(team, verify_keys))
    pages |= channel_pages
    scripts = [
        *(_built_script(name) for name in (REPORT, MAILBOX, FALLBACK)),
        *(files_script(level.id) for level in levels()),
        *(later_script(level.id) for level in levels()),
        solver_script(),
    ]
    shelf = publish(
        pages,
        {address: (script, JAVASCRIPT_TYPE) for address, script in scripts},
        private=frozenset({*check_addresses(), *channel_pages}),
        failures=_failure_pages(),
        texts={
            "/.well-known/security.txt": security_txt(now=timezone.now()),
            "/robots.txt": robots_txt(url=settings.PUBLIC_URL),
        },
        documents=documents,
        moved={
            level.address(old): level.address(new)
            for old, new in MOVED.items()
            for level in levels()
            if level.whole
        },
        quality=quality,
    )
    if not everything:
        return shelf
    by_state = {
        state.value: publish(
            _pages_that_say(state, settings.CITY, demo=settings.DEMO), {}, quality=quality
        ).published
        for state in (DutyState.SOMEBODY, DutyState.NOBODY)
    }
    return replace(shelf, by_state=by_state)


def publish_without_store() -> Shelf:
    """Render what is said while there is no store: the pages with whom to call, and what failed.

    The other pages have views that need no store either.
    """
    pages = {
        path: _html(path, page.template, page.words() | {"duty": DutyState.UNSAID})
        for path, page in duty_pages().items()
    }
    return publish(pages, {}, failures=_failure_pages(), quality=SOONEST)


def _failure_pages() -> dict[int, str]:
    return {
        status: _html("", "guide/failure.html", {"head": head, "says": says})
        for status, (head, says) in FAILURES.items()
    }


@cache
def _pages_that_say(state: DutyState, _city: str, *, demo: bool) -> dict[str, str]:
    """Return the HTML of the pages that say whether somebody has duty, in this state, by path."""
    return {
        path: _html(path, page.template, page.words() | {"duty": state})
        for path, page in duty_pages().items()
    }


def _channel_pages(team: TeamOnPage | None, verify_keys: list[str]) -> Iterator[tuple[str, str]]:
    """Yield the path and HTML of the channel's two pages at every level."""
    for level in levels():
        words: dict[str, object] = {"team": team, "later_url": later_script(level.id)[0]}
        start, mailbox = level.address("/schrijven/"), level.address("/postvak/")
        yield start, _html(start, "inbox/start.html", words | script_urls(REPORT, level.id))
        more = {"verify_keys": " ".join(verify_keys), **script_urls(MAILBOX, level.id)}
        yield mailbox, _html(mailbox, "mailbox/mailbox_open.html", words | more)


@lru_cache(maxsize=2)
def _knowledge_pages(_city: str, _on_air: tuple[int, ...], *, demo: bool) -> dict[str, str]:
    """Return the HTML of guide, check and training by path; cached: no team key is in it.

    The podcast's pages depend on the recordings that are on air.
    """
    pages = {path: (page.template, page.words) for path, page in guide_pages().items()}
    pages |= {path: (page.template, page.words) for path, page in check_addresses().items()}
    pages |= {path: (page.template, page.words) for path, page in training_pages().items()}
    return {path: _html(path, template, words()) for path, (template, words) in pages.items()}


def _figure_pages() -> dict[str, str]:
    """Return the HTML of the pages of figures by path, with what is released now."""
    return {
        path: _html(path, figures.TEMPLATE, figures.page_words(load(level=level)))
        for path, level in figures.page_addresses().items()
    }


def _machine_documents(pages: Iterable[str]) -> dict[str, tuple[bytes, str, Headers]]:
    """Return the open data, and the sitemap of these pages."""
    open_data = {
        path: (document.content, document.kind, [*document.headers])
        for path, document in open_data_documents().items()
    }
    sitemap = sitemap_xml(pages, url=settings.PUBLIC_URL)
    return {**open_data, "/sitemap.xml": (sitemap.encode(), "application/xml", [])}


def security_txt(*, now: datetime) -> str:
    """Return security.txt (RFC 9116): where to report a vulnerability.

    Without a contact in the settings that is the anonymous channel, which the team reads.
    """
    contact = getattr(settings, "SECURITY_CONTACT", "") or f"{settings.PUBLIC_URL}/schrijven/"
    expires = (now + timedelta(days=SECURITY_DAYS)).strftime("%Y-%m-%dT00:00:00Z")
    canonical = f"{settings.PUBLIC_URL}/.well-known/security.txt"
    lines = {
        "Contact": contact,
        "Expires": expires,
        "Preferred-Languages": "nl, en",
        "Canonical": canonical,
    }
    return "".join(f"{name}: {value}\n" for name, value in lines.items())


def _html(path: str, template: str, words: Mapping[str, object]) -> str:
    """Render a page for the address `path`, which decides its reading level."""
    request = HttpRequest()
    request.path = path
    return render_to_string(template, dict(words), request=request)
