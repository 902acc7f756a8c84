"""Sets an editor's Markdown as HTML: links in the reader's level, numbers to tap, boxes."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

from uitweg.platform.content.collection import Content
from uitweg.platform.content.values import Contact

CONTACT_SCHEME = "contact:"


class _ProseRenderer(RendererHTML):
    """HTML as the public pages have it: a box for a quotation, no stray attributes."""

    def blockquote_open(self, *_: Any) -> str:
        return '<div class="box">'

    def blockquote_close(self, *_: Any) -> str:
        return "</div>"

    def link_open(
        self, tokens: Sequence[Token], idx: int, options: Any, env: dict[str, Any]
    ) -> str:
        where = str(tokens[idx].attrs["href"])
        content: Content = env["content"]
        if where.startswith(CONTACT_SCHEME):
            contact = content.contact(where.removeprefix(CONTACT_SCHEME))
            named = tokens[idx + 1].type != "link_close"
            text = "" if named else number_or_address(contact)
            return f'<a href="{contact.tel or contact.url}">{text}'
        tokens[idx].attrs["href"] = content.level.address(where)
        if not where.startswith("/"):
            tokens[idx].attrs |= {"href": where, "rel": "noreferrer"}
        return self.renderToken(tokens, idx, options, env)


def number_or_address(contact: Contact) -> str:
    """Return the number as people write it, or the address of who can only be chatted with."""
    return contact.number or contact.url.removeprefix("https://")


@cache
def _markdown() -> MarkdownIt:
    markdown = MarkdownIt("commonmark", {"html": False}, renderer_cls=_ProseRenderer)
    markdown.validateLink = lambda url: url.startswith(("/", "#", "https://", CONTACT_SCHEME))  # type: ignore[method-assign]
    return markdown


def render_block(markdown: str, content: Content) -> SafeString:
    """Return paragraphs, headings and lists; raises KeyError for an unknown help line."""
    html = str(_markdown().render(markdown, {"content": content}))
    return mark_safe(html)  # noqa: S308  HTML in it is off


def render_line(markdown: str, content: Content) -> SafeString:
    """Return one line of text, without a paragraph around it."""
    html = str(_markdown().renderInline(markdown, {"content": content}))
    return mark_safe(html)  # noqa: S308  HTML in it is off
