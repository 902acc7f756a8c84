"""Markdown with code blocks of HTML for other sites to copy, with placeholders filled in.

In a code block `{site}` stands for this site's address, `{number:ID}` for the number of the help
line ID as people write it, and `{tel:ID}` for its tel: link.
"""

import re

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

from uitweg.platform.content.collection import Content
from uitweg.platform.ui import prose

_FENCE = re.compile(r"^```$.*?^```$", re.DOTALL | re.MULTILINE)
_PLACEHOLDER = re.compile(r"\{(site|number|tel)(?::([a-z-]+))?\}")
_CODE = re.compile(r"<pre><code>(.*?)\n?</code></pre>", re.DOTALL)


def render_block_with_code(markdown: str, content: Content) -> SafeString:
    """Return Markdown as HTML, with code in a box that wraps long lines.

    Raises KeyError for an unknown help line.
    """

    def fill(placeholder: re.Match[str]) -> str:
        kind, contact_id = placeholder.groups()
        if kind == "site":
            return str(settings.PUBLIC_URL)
        contact = content.contact(contact_id)
        return prose.number_or_address(contact) if kind == "number" else contact.tel or contact.url

    def box(code: re.Match[str]) -> str:
        return f'<p class="box"><code>{code[1].replace("\n", "<br>")}</code></p>'

    filled = _FENCE.sub(lambda fence: _PLACEHOLDER.sub(fill, fence[0]), markdown)
    html = _CODE.sub(box, prose.render_block(filled, content))
    return mark_safe(html)  # noqa: S308  the safe HTML of render_block, with other tags around code
