"""Template tags for words that several public pages use: whom to call, when we answer."""

import json
from datetime import date

from django import template
from django.template import Context
from django.utils import dateformat, translation
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from msgspec.structs import replace

from uitweg.platform.content import levels, load
from uitweg.platform.content.collection import Content
from uitweg.platform.content.files.levels import ReadingLevel
from uitweg.platform.content.values.check import CheckQuestion, KnownReason
from uitweg.platform.content.values.values import Contact, Fact, Signal
from uitweg.platform.ui.answer_numbers import with_calls
from uitweg.platform.ui.templatetags.public_look import icon

register = template.Library()
register.filter(with_calls)

# each in its own language; the ids are those of LANGUAGES in channel/conversation/rules
LANGUAGE_WORDS = {
    "nl": "Nederlands",
    "en": "English",
    "ar": "العربية",
    "tr": "Türkçe",
    "pl": "polski",
    "es": "español",
    "ti": "ትግርኛ",
}


def left_to_right(text: str, level: ReadingLevel) -> SafeString:
    """Return a number or address for a page, isolated where the page runs from right to left."""
    return format_html('<bdi dir="ltr">{}</bdi>' if level.dir == "rtl" else "{}", text)


def _contact_link(context: Context, contact: Contact, css: str = "") -> SafeString:
    """Return a link that calls the help line, or its web address when it has no number."""
    css_class = format_html(' class="{}"', css) if css else ""
    shown = left_to_right(
        contact.number or contact.url.removeprefix("https://").removeprefix("www."),
        context["here"].level,
    )
    if contact.tel:
        return format_html('<a{} href="{}">{}{}</a>', css_class, contact.tel, icon("phone"), shown)
    return format_html(
        '<a{} href="{}" rel="noreferrer">{}{}</a>', css_class, contact.url, icon("talk"), shown
    )


@register.simple_tag(takes_context=True)
def contact_link(context: Context, contact: Contact) -> SafeString:
    return _contact_link(context, contact)


@register.simple_tag(takes_context=True)
def contact_big(context: Context, contact: Contact) -> SafeString:
    """Return the link in large, for a block about calling."""
    return _contact_link(context, contact, "tel")


@register.simple_tag(takes_context=True)
def hours(context: Context, contact: Contact) -> SafeString:
    """Return the hours of a help line, with an empty place for the script of `{% open_now %}`."""
    sentence = contact.opening.sentence(context["here"].say)
    if not contact.opening.periods:
        return format_html("{}", sentence)
    periods = ",".join(
        f"{each.days} {each.opens} {each.closes}" for each in contact.opening.periods
    )
    return format_html(
        '<span data-opening="{}" data-holidays="{}">{} <b></b></span>',
        *(periods, contact.opening.on_holidays, sentence),
    )


@register.simple_tag(takes_context=True)
def call_bar(context: Context, contact: Contact | None = None) -> SafeString:
    """Return the bar at the bottom of telephones: the page's own line, or the coordinator."""
    contact, say = contact or load().contact("coordinator"), context["here"].say
    who = load(level=context["here"].level.id).contact(contact.id)
    address = contact.tel or contact.url
    return format_html(
        '<aside class="thumb np{}" aria-label="{}"><a href="{}" rel="noreferrer"><span>{}'
        "<span{}>{}</span></span> <span>{}</span></a></aside>",
        " now" if contact.id == "emergency" else "",
        say["call_bar_label"],
        address,
        icon("phone" if contact.tel else "talk"),
        _in_lang(context["here"].level, who.lang),
        say["call_bar" if contact.tel else "chat_bar"].format(who=who.short.partition(" (")[0]),
        _bar_number(contact, who, context["here"].level),
    )


def _bar_number(contact: Contact, who: Contact, level: ReadingLevel) -> str:
    """Return the number for the bar; "" when its words say it ("Bel 112"), or there is none."""
    if not contact.number or contact.number == who.short:
        return ""
    return left_to_right(contact.number, level)


@register.simple_tag(takes_context=True)
def other_way(context: Context, contact: Contact) -> SafeString:
    """Return, of a line that has a number, its chat or its site as a second link; else ""."""
    if not (contact.tel and contact.url):
        return SafeString("")
    link = _contact_link(context, replace(contact, tel="", number=""))
    say = context["here"].say["chat_at" if contact.chat else "online_at"]
    return format_html('<p class="line">{} {}</p>', say, link)


@register.simple_tag(takes_context=True)
def coordinator_tel(context: Context) -> SafeString:
    """Return the coordinator's number as a link with an icon."""
    return _contact_link(context, load().contact("coordinator"))


@register.simple_tag(takes_context=True)
def line_number(context: Context, id: str) -> SafeString:
    """Return the number of a help line as a link; "" when visitors may not see that line."""
    shown = (contact for contact in load().contacts if contact.id == id and contact.tel)
    contact = next(shown, None)
    if contact is None:
        return SafeString("")
    number = left_to_right(contact.number, context["here"].level)
    return format_html('<a href="{}">{}</a>', contact.tel, number)


@register.simple_tag(takes_context=True)
def coordinator_number(context: Context) -> SafeString:
    """Return the coordinator's number as a link without icon, for in a sentence."""
    return line_number(context, "coordinator")


@register.simple_tag(takes_context=True)
def coordinator_big(context: Context) -> SafeString:
    return _contact_link(context, load().contact("coordinator"), "tel")


@register.filter
def has(level: ReadingLevel, path: str) -> bool:
    """Return whether this language has a page of its own for the Dutch one at `path`."""
    return level.has(path)


@register.simple_tag(takes_context=True)
def dutch(context: Context) -> SafeString:
    """Return the attributes of Dutch words, such as the seven of the code, on any page."""
    direction = ' dir="ltr"' if context["here"].level.dir == "rtl" else ""
    return SafeString(f' lang="nl"{direction}')


@register.simple_tag(takes_context=True)
def menu_link(context: Context, path: str, words: str) -> SafeString:
    """Return a link of the menu; nothing where this language does not have the page."""
    level: ReadingLevel = context["here"].level
    if not level.has(path):
        return SafeString("")
    return format_html('<a href="{}">{}</a> ', level.address(path), words)


@register.simple_tag(takes_context=True)
def promise(context: Context, id: str) -> str:
    """Return a promise of the team, in the careful wording until the team has confirmed it."""
    content: Content = context["here"].content
    promised = content.promise(id)
    attributes = _in_lang(content.level, promised.lang)
    if not attributes:
        return promised.text
    return format_html("<span{}>{}</span>", attributes, promised.text)


@register.simple_tag(takes_context=True)
def to(context: Context, path: str) -> str:
    """Return the address of one of our pages at the reader's reading level."""
    level: ReadingLevel = context["here"].level
    return level.address(path)


@register.simple_tag(takes_context=True)
def in_lang(context: Context, fact: Fact) -> SafeString:
    """Return the attribute ` lang="…"` for a fact in another language than the page's, else "".

    With ` dir="…"` when that language is written in the other direction.
    """
    return _in_lang(context["here"].level, fact.lang)


def _in_lang(level: ReadingLevel, lang: str) -> SafeString:
    if lang == level.lang:
        return SafeString("")
    direction = next((other.dir for other in levels() if other.lang == lang), level.dir)
    dir_attribute = format_html(' dir="{}"', direction) if direction != level.dir else ""
    return format_html(' lang="{}"{}', lang, dir_attribute)


@register.filter
def said(answer: Signal | CheckQuestion | KnownReason, own: object = False) -> str:
    """Return an answer's text in the check: about the youngster, or with `own` to them."""
    return (answer.own if own else "") or answer.see or answer.own


@register.simple_tag(takes_context=True)
def role_options(context: Context) -> list[tuple[str, str]]:
    """Return the choices for who a visitor says they are: (role, words)."""
    words = context["here"].channel
    prefix = "role_"
    return [
        (key.removeprefix(prefix), role_words)
        for key, role_words in words.items()
        if key.startswith(prefix)
    ]


@register.simple_tag(takes_context=True)
def need_options(context: Context) -> list[tuple[str, str]]:
    """Return the choices for when a visitor needs somebody: (value, words)."""
    words = context["here"].channel
    return [(id, words[f"need_{id}"]) for id in ("now", "today", "week", "unsaid")]


@register.simple_tag(takes_context=True)
def language_options(context: Context) -> list[tuple[str, str]]:
    return [*LANGUAGE_WORDS.items(), ("other", context["here"].channel["language_other"])]


@register.simple_tag
def filled(words: str, **values: object) -> str:
    """Return a sentence with its placeholders ({n}, {day}, {name}) filled in."""
    return words.format(**values)


@register.simple_tag(takes_context=True)
def words_trouble(context: Context, count: int, unknown: list[str]) -> str:
    """Return what is wrong with the seven words as typed."""
    return wrong_words_sentence(context["here"].channel, count, unknown)


def wrong_words_sentence(words: dict[str, str], count: int, unknown: list[str]) -> str:
    """Return what is wrong with the seven words; mailbox.js makes the same sentence."""
    if unknown:
        quoted = "”, “".join(unknown[:7])
        key = "word_unknown" if len(unknown) == 1 else "words_unknown"
        return words[key].format(words=f"“{quoted}”")
    if not count:
        return words["words_none"]
    return words["words_few" if count < 7 else "words_many"].format(n=count)


@register.simple_tag(takes_context=True)
def day_here(context: Context, day: date) -> str:
    """Return a date in the language of the page: woensdag 5 november."""
    return weekday_and_day(context["here"].level, day)


def weekday_and_day(level: ReadingLevel, day: date) -> str:
    return _unbroken(level, day, "l j F")


@register.simple_tag(takes_context=True)
def day_whole(context: Context, day: date | None) -> str:
    """Return a date with its year in the language of the page: 5 november 2026; "" without one."""
    return _unbroken(context["here"].level, day, "j F Y") if day else ""


def _unbroken(level: ReadingLevel, day: date, form: str) -> str:
    """Return a date in words; its spaces do not break at the end of a line.

    In figures where Django has no words for the language.
    """
    if not translation.check_for_language(level.lang):
        return dateformat.format(day, "j/n/Y")
    with translation.override(level.lang):
        return dateformat.format(day, form).replace(" ", "\N{NO-BREAK SPACE}")


@register.simple_tag(takes_context=True)
def read_words(context: Context, read_on: date | None) -> str:
    """Return whether a person read the visitor's message, and on which day."""
    here = context["here"]
    if read_on is None:
        return str(here.channel["not_read"])
    return str(here.channel["read_on"].format(day=weekday_and_day(here.level, read_on)))


@register.simple_tag(takes_context=True)
def kept_until(context: Context, until: date | None = None) -> str:
    """Return until when the mailbox is kept; without a day, as long as we are in touch."""
    here = context["here"]
    if until is None:
        return str(here.channel["kept_on"])
    return str(here.channel["kept_until"].format(day=_unbroken(here.level, until, "j F Y")))


@register.simple_tag(takes_context=True)
def answer_by(context: Context, by: date | str = "") -> str:
    """Return by when we answer, or an apology for "late".

    Without a day it is an empty element, which the page's script fills.
    """
    here = context["here"]
    if by == "late":
        return str(here.channel["answer_late"])
    if isinstance(by, date):
        return answer_by_sentence(here.content).format(day=weekday_and_day(here.level, by))
    return mark_safe("<span data-by></span>")


def answer_by_sentence(content: Content) -> str:
    """Return the sentence with {day} in it; no promise until the team has confirmed that."""
    is_confirmed = content.promise("answer-time").is_confirmed
    return content.channel["answer_promised" if is_confirmed else "answer_hoped"]


@register.simple_tag(takes_context=True)
def says(context: Context, keys: str) -> SafeString:
    """Return the texts with these keys as JSON in the page, for its script."""
    words = context["here"].channel
    texts = json.dumps({key: words[key] for key in keys.split()}, ensure_ascii=False)
    escaped = texts.replace("<", "\\u003c")
    return mark_safe(f'<script type="application/json" id="says">{escaped}</script>')  # noqa: S308
