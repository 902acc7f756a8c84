"""Making the telephone numbers in a text callable."""

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from uitweg.platform.identifiers.phones import phone_numbers_in


def callable_numbers(text: str) -> SafeString:
    """Return the text as safe HTML, with each Dutch telephone number a link that calls it."""
    parts, copied_to = list[str](), 0
    link = '<a class="nb" href="tel:{}">{}</a>'
    for number in phone_numbers_in(text):
        if number.dialled:
            parts += [text[copied_to : number.start]]
            parts += [format_html(link, number.dialled, number.text)]
            copied_to = number.end
    return format_html_join("", "{}", ((part,) for part in [*parts, text[copied_to:]]))
