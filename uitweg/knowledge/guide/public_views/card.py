"""The pieces of HTML that other sites copy: with our address and the numbers already in them.

In a code block of a page `{site}` stands for our address, `{number:ID}` for the number of a help
line as people write it, and `{tel:ID}` for its link.
"""

import re

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

from uitweg.knowledge.guide.public_views import prose
from uitweg.platform.content.collection import Content

_FENCE = re.compile(r"^```$.*?^```$", re.DOTALL | re.MULTILINE)
_PLACEHOLDER = re.compile(r"\{(site|number|tel)(?::([a-z-]+))?\}")
_CODE = re.compile(r"<pre><code>(.*?)\n?</code></pre>", re.DOTALL)


def render_block_with_code(markdown: str, content: Content) -> SafeString:
    """Return prose as HTML; code stands in a box where long lines wrap. Raises KeyError."""

    def filled(hole: re.Match[str]) -> str:
        if hole[1] == "site":
            return str(settings.PUBLIC_URL)
        contact = content.contact(hole[2])
        return (
            prose.number_or_address(contact) if hole[1] == "number" else contact.tel or contact.url
        )

    def boxed(code: re.Match[str]) -> str:
        return f'<p class="box"><code>{code[1].replace("\n", "<br>")}</code></p>'

    whole = _FENCE.sub(lambda fence: _PLACEHOLDER.sub(filled, fence[0]), markdown)
    html = _CODE.sub(boxed, prose.render_block(whole, content))
    return mark_safe(html)  # noqa: S308  what prose.block made, laid out
