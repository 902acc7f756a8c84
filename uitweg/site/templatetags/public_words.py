"""Words several public pages say: whom to call, who you are, which words are wrong."""

from django import template
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString

from uitweg.content import levels, load
from uitweg.content.levels import Level
from uitweg.content.values import Contact, Content, Fact, Signal
from uitweg.site.templatetags.public_look import icon

register = template.Library()

# as the visitor would say it; the ids are reports.rules.ROLES
ROLE_WORDS = {
    "unsaid": "Dat zeg ik liever niet",
    "youngster": "Ik ben zelf de jongere",
    "family": "Ouder of familie",
    "friend": "Vriend, vriendin of buur",
    "school": "Ik werk op een school",
    "care": "Ik werk in de zorg of jeugdhulp",
    "police": "Ik werk bij politie of justitie",
    "other": "Iemand anders",
}
# each in its own language; the ids are reports.rules.LANGUAGES
LANGUAGE_WORDS = {
    "nl": "Nederlands",
    "en": "English",
    "ar": "العربية",
    "tr": "Türkçe",
    "pl": "polski",
    "es": "español",
    "ti": "ትግርኛ",
    "other": "Een andere taal",
}


def _linked(contact: Contact, css: str = "") -> SafeString:
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
    return _linked(contact)


@register.simple_tag
def contact_big(contact: Contact) -> SafeString:
    """Return the number as the largest thing of a call block."""
    return _linked(contact, "tel")


@register.simple_tag
def coordinator_tel() -> SafeString:
    """Return the coordinator's number as a link, for in a line of text."""
    return _linked(load().contact("coordinator"))


@register.simple_tag
def coordinator_number() -> SafeString:
    """Return the number as a plain link, for in a sentence."""
    contact = load().contact("coordinator")
    return format_html('<a href="{}">{}</a>', contact.tel, contact.number)


@register.simple_tag
def coordinator_line() -> SafeString:
    """Return the number on a line of its own."""
    return format_html('<p class="line">{}</p>', coordinator_tel())


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
    level: Level = context["here"].level
    return level.address(path)


@register.simple_tag(takes_context=True)
def in_lang(context: Context, fact: Fact) -> SafeString:
    """Return ` lang="…"` for words in another language than the page's, else nothing.

    With ` dir="…"` when that language is also written the other way.
    """
    return _in_lang(context["here"].level, fact.lang)


def _in_lang(level: Level, lang: str) -> SafeString:
    if lang == level.lang:
        return SafeString("")
    way = next((each.dir for each in levels() if each.lang == lang), level.dir)
    turned = format_html(' dir="{}"', way) if way != level.dir else ""
    return format_html(' lang="{}"{}', lang, turned)


@register.filter
def said(signal: Signal, own: object = False) -> str:
    """Return a signal as the row of the check says it, to the youngster or about them."""
    return (signal.own if own else "") or signal.see


@register.simple_tag
def role_options() -> list[tuple[str, str]]:
    return list(ROLE_WORDS.items())


@register.simple_tag
def language_options() -> list[tuple[str, str]]:
    return list(LANGUAGE_WORDS.items())


@register.simple_tag
def words_trouble(count: int, unknown: list[str]) -> str:
    """Say what to do about seven words that are not right."""
    if unknown:
        named = "”, “".join(unknown[:7])
        verb = "staat" if len(unknown) == 1 else "staan"
        return f"“{named}” {verb} niet in onze lijst. Kijk of er een tikfout in zit."
    if not count:
        return "Vul je zeven woorden in."
    if count < 7:
        return f"Je hebt {count} van de zeven woorden ingevuld. Vul de andere aan."
    return f"Je hebt {count} woorden ingevuld. Het moeten er zeven zijn."
