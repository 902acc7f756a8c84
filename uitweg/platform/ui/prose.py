"""Render editors' Markdown as HTML: links at the reader's level, telephone links, boxes."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

from uitweg.platform.content.collection import Content
from uitweg.platform.content.values.values import Contact
from uitweg.platform.ui.templatetags.public_words import left_to_right

CONTACT_SCHEME = "contact:"


class _ProseRenderer(RendererHTML):
    """HTML in the style of the public pages: a quotation is a box, links are made to fit."""

    def blockquote_open(self, *_: Any) -> str:
        return '<div class="box">'

    def blockquote_close(self, *_: Any) -> str:
        return "</div>"

    def link_open(
        self, tokens: Sequence[Token], idx: int, options: Any, env: dict[str, Any]
    ) -> str:
        href = str(tokens[idx].attrs["href"])
        content: Content = env["content"]
        if href.startswith(CONTACT_SCHEME):
            contact = content.contact(href.removeprefix(CONTACT_SCHEME))
            has_text = tokens[idx + 1].type != "link_close"
            text = "" if has_text else number_html(contact, content)
            return f'<a href="{contact.tel or contact.url}">{text}'
        tokens[idx].attrs["href"] = content.level.address(href)
        if not href.startswith("/"):
            tokens[idx].attrs |= {"href": href, "rel": "noreferrer"}
        return self.renderToken(tokens, idx, options, env)


def number_or_address(contact: Contact) -> str:
    """Return the telephone number as people write it, or the web address of a chat-only line."""
    return contact.number or contact.url.removeprefix("https://")


def number_html(contact: Contact, content: Content) -> SafeString:
    """Return the number or address for a page; from left to right, whichever way the page runs."""
    return left_to_right(number_or_address(contact), content.level)


@cache
def _markdown() -> MarkdownIt:
    markdown = MarkdownIt("commonmark", {"html": False}, renderer_cls=_ProseRenderer)
    markdown.validateLink = lambda url: url.startswith(("/", "#", "https://", CONTACT_SCHEME))  # type: ignore[method-assign]
    return markdown


def render_block(markdown: str, content: Content) -> SafeString:
    """Return Markdown as block-level HTML. Raises KeyError for an unknown help line."""
    html = str(_markdown().render(markdown, {"content": content}))
    return mark_safe(html)  # noqa: S308  HTML in the Markdown is escaped


def render_line(markdown: str, content: Content) -> SafeString:
    """Return one line of Markdown as HTML, without a paragraph around it."""
    html = str(_markdown().renderInline(markdown, {"content": content}))
    return mark_safe(html)  # noqa: S308  HTML in the Markdown is escaped
