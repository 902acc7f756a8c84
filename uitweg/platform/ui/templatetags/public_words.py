"""Words several public pages say: whom to call, who you are, by when we answer."""

import json
from datetime import date

from django import template
from django.template import Context
from django.utils import dateformat, translation
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from uitweg.platform.content import levels, load
from uitweg.platform.content.collection import Content
from uitweg.platform.content.levels import ReadingLevel
from uitweg.platform.content.values import Contact, Fact, Signal
from uitweg.platform.ui.templatetags.public_look import icon

register = template.Library()

# each in its own language; the ids are reports.rules.LANGUAGES
LANGUAGE_WORDS = {
    "nl": "Nederlands",
    "en": "English",
    "ar": "العربية",
    "tr": "Türkçe",
    "pl": "polski",
    "es": "español",
    "ti": "ትግርኛ",
}


def _contact_link(contact: Contact, css: str = "") -> SafeString:
    """Return the number to tap (or the address, for who can only be chatted with)."""
    kind = format_html(' class="{}"', css) if css else ""
    if contact.tel:
        return format_html(
            '<a{} href="{}">{}{}</a>', kind, contact.tel, icon("phone"), contact.number
        )
    shown = contact.url.removeprefix("https://")
    return format_html(
        '<a{} href="{}" rel="noreferrer">{}{}</a>', kind, contact.url, icon("talk"), shown
    )


@register.simple_tag
def contact_link(contact: Contact) -> SafeString:
    return _contact_link(contact)


@register.simple_tag
def contact_big(contact: Contact) -> SafeString:
    """Return the number as the largest thing of a call block."""
    return _contact_link(contact, "tel")


@register.simple_tag
def coordinator_tel() -> SafeString:
    """Return the coordinator's number as a link, for in a line of text."""
    return _contact_link(load().contact("coordinator"))


@register.simple_tag
def coordinator_number() -> SafeString:
    """Return the number as a plain link, for in a sentence."""
    contact = load().contact("coordinator")
    return format_html('<a href="{}">{}</a>', contact.tel, contact.number)


@register.simple_tag
def coordinator_big() -> SafeString:
    return contact_big(load().contact("coordinator"))


@register.simple_tag(takes_context=True)
def promise(context: Context, id: str) -> str:
    """Return what the team promises; careful words until the team has confirmed it."""
    content: Content = context["here"].content
    found = content.promise(id)
    other = _in_lang(content.level, found.lang)
    return format_html("<span{}>{}</span>", other, found.text) if other else found.text


@register.simple_tag(takes_context=True)
def to(context: Context, path: str) -> str:
    """Return where a page of ours stands in the reader's level."""
    level: ReadingLevel = context["here"].level
    return level.address(path)


@register.simple_tag(takes_context=True)
def in_lang(context: Context, fact: Fact) -> SafeString:
    """Return ` lang="…"` for words in another language than the page's, else nothing.

    With ` dir="…"` when that language is also written the other way.
    """
    return _in_lang(context["here"].level, fact.lang)


def _in_lang(level: ReadingLevel, lang: str) -> SafeString:
    if lang == level.lang:
        return SafeString("")
    way = next((each.dir for each in levels() if each.lang == lang), level.dir)
    turned = format_html(' dir="{}"', way) if way != level.dir else ""
    return format_html(' lang="{}"{}', lang, turned)


@register.filter
def said(signal: Signal, own: object = False) -> str:
    """Return a signal as the row of the check says it, to the youngster or about them."""
    return (signal.own if own else "") or signal.see


@register.simple_tag(takes_context=True)
def role_options(context: Context) -> list[tuple[str, str]]:
    """Return who one can say to be, as the visitor would say it."""
    words = context["here"].channel
    return [(key.removeprefix("role_"), each) for key, each in words.items() if _is_role(key)]


def _is_role(key: str) -> bool:
    return key.startswith("role_")


@register.simple_tag(takes_context=True)
def language_options(context: Context) -> list[tuple[str, str]]:
    return [*LANGUAGE_WORDS.items(), ("other", context["here"].channel["language_other"])]


@register.simple_tag
def filled(words: str, **values: object) -> str:
    """Return a sentence with its {n}, {day} or {name} filled in."""
    return words.format(**values)


@register.simple_tag(takes_context=True)
def words_trouble(context: Context, count: int, unknown: list[str]) -> str:
    """Say what to do about seven words that are not right."""
    return wrong_words_sentence(context["here"].channel, count, unknown)


def wrong_words_sentence(words: dict[str, str], count: int, unknown: list[str]) -> str:
    """Return the sentence; mailbox.js makes the same one of the same words."""
    if unknown:
        named = "”, “".join(unknown[:7])
        key = "word_unknown" if len(unknown) == 1 else "words_unknown"
        return words[key].format(words=f"“{named}”")
    if not count:
        return words["words_none"]
    return words["words_few" if count < 7 else "words_many"].format(n=count)


@register.simple_tag(takes_context=True)
def day_here(context: Context, day: date) -> str:
    """Return a day as people say it in this level: woensdag 5 november."""
    return weekday_and_day(context["here"].level, day)


def weekday_and_day(level: ReadingLevel, day: date) -> str:
    with translation.override(level.lang):
        return dateformat.format(day, "l j F")


@register.simple_tag(takes_context=True)
def read_words(context: Context, read_on: date | None) -> str:
    """Say under a visitor's own message whether a person read it, and on which day."""
    here = context["here"]
    if read_on is None:
        return str(here.channel["not_read"])
    return str(here.channel["read_on"].format(day=weekday_and_day(here.level, read_on)))


@register.simple_tag(takes_context=True)
def kept_until(context: Context, until: date | None = None) -> str:
    """Say until when the mailbox stays at least; without a day, as long as we are in touch."""
    here = context["here"]
    if until is None:
        return str(here.channel["kept_on"])
    with translation.override(here.level.lang):
        return str(here.channel["kept_until"].format(day=dateformat.format(until, "j F Y")))


@register.simple_tag(takes_context=True)
def answer_by(context: Context, by: date | str = "") -> str:
    """Say by when we answer; "late" says sorry, nothing leaves the place for the page's script."""
    here = context["here"]
    if by == "late":
        return str(here.channel["answer_late"])
    if isinstance(by, date):
        return answer_by_sentence(here.content).format(day=weekday_and_day(here.level, by))
    return mark_safe("<span data-by></span>")


def answer_by_sentence(content: Content) -> str:
    """Return the sentence with its {day}: a hope until the team has confirmed that promise."""
    promised = content.promise("answer-time").is_confirmed
    return content.channel["answer_promised" if promised else "answer_hoped"]


@register.simple_tag(takes_context=True)
def says(context: Context, keys: str) -> SafeString:
    """Hand the page's script the sentences it says, in this level."""
    words = context["here"].channel
    chosen = json.dumps({key: words[key] for key in keys.split()}, ensure_ascii=False)
    safe = chosen.replace("<", "\\u003c")
    return mark_safe(f'<script type="application/json" id="says">{safe}</script>')  # noqa: S308
