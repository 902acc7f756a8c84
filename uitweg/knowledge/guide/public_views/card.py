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
_HOLE = re.compile(r"\{(site|number|tel)(?::([a-z-]+))?\}")
_CODE = re.compile(r"<pre><code>(.*?)\n?</code></pre>", re.DOTALL)


def block(markdown: str, content: Content) -> SafeString:
    """Return prose as HTML; code stands in a box where long lines wrap. Raises KeyError."""

    def filled(hole: re.Match[str]) -> str:
        if hole[1] == "site":
            return str(settings.PUBLIC_URL)
        contact = content.contact(hole[2])
        return prose.shown(contact) if hole[1] == "number" else contact.tel or contact.url

    def boxed(code: re.Match[str]) -> str:
        return f'<p class="box"><code>{code[1].replace("\n", "<br>")}</code></p>'

    whole = _FENCE.sub(lambda fence: _HOLE.sub(filled, fence[0]), markdown)
    html = _CODE.sub(boxed, prose.block(whole, content))
    return mark_safe(html)  # noqa: S308  what prose.block made, laid out
