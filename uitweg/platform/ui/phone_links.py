"""Telephone numbers in what people typed: one tap calls them, and no line breaks them."""

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from uitweg.platform.identifiers.phones import phone_numbers_in


def callable_numbers(text: str) -> SafeString:
    """Return the text, escaped, with a link to call in place of each Dutch telephone number."""
    parts, after = list[str](), 0
    link = '<a class="nb" href="tel:{}">{}</a>'
    for number in phone_numbers_in(text):
        if number.dialled:
            parts += [text[after : number.start], format_html(link, number.dialled, number.text)]
            after = number.end
    return format_html_join("", "{}", ((part,) for part in [*parts, text[after:]]))
