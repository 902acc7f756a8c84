"""What somebody sees of a page, as lines of text; and without what differs each time."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from lxml import html
from lxml.html import HtmlElement

INLINE = {
    "a", "abbr", "b", "bdi", "bdo", "br", "button", "cite", "code", "data", "dfn", "em", "i",
    "img", "input", "kbd", "label", "mark", "meter", "output", "progress", "q", "ruby", "s",
    "samp", "select", "small", "span", "strong", "sub", "summary", "sup", "svg", "time", "u",
    "var", "wbr", "textarea",
}  # fmt: skip
UNSEEN = {"script", "style", "template", "head", "noscript-style"}
HEADINGS = {f"h{level}": "#" * level for level in range(1, 7)}
TOKEN = re.compile(
    r"(?<![0-9A-Za-z])(?:[A-Z2-7]{32}|[0-9a-f]{12}(?=\.(?:css|js|svg|png|woff2)\b)|[0-9a-f]{16,}|"
    r"(?=[A-Za-z0-9+/_-]*[0-9])(?=[A-Za-z0-9+/_-]*[A-Z])(?=[A-Za-z0-9+/_-]*[a-z])"
    r"[A-Za-z0-9+_-]{20,}={0,2})(?![0-9A-Za-z])"
)
"""Secrets of a phone (base32), assets' names by content, hashes and keys (hex), base64 tokens."""


class Normaliser:
    """Puts a name for each token, numbered as they come on one page: what is equal stays so."""

    def __init__(self) -> None:
        self._known: dict[str, str] = {}

    def __call__(self, text: str) -> str:
        return TOKEN.sub(self._name, text)

    def _name(self, found: re.Match[str]) -> str:
        return self._known.setdefault(found[0], f"<token {len(self._known) + 1}>")


def policy(header: str) -> str:
    """Return a content security policy without nonces and hashes, its directives in order."""
    bare = re.sub(r"'nonce-[^']+'", "'nonce'", header)
    bare = re.sub(r"'sha(\d+)-[^']+'", r"'sha\1'", bare)
    directives = [part.split() for part in bare.split(";") if part.strip()]
    return "; ".join(sorted(" ".join([name, *sorted(set(of))]) for name, *of in directives))


@dataclass
class Field:
    """One field of a form, as the page has it."""

    name: str
    kind: str
    value: str
    chosen: bool = True
    choices: tuple[str, ...] = ()


@dataclass
class Form:
    """A form of a page: where it goes, and its fields with what stands in them."""

    action: str
    method: str
    fields: list[Field] = field(default_factory=list)


@dataclass
class Page:
    """A page as lines: its own part, and what stands around each page (menu, foot)."""

    title: str
    own: list[str]
    around: list[str]
    forms: list[Form]
    links: list[str]


def read(content: str, path: str) -> Page:
    """Read a page of HTML that was answered at this path."""
    root = html.document_fromstring(content)
    title = (root.findtext(".//title") or "").strip()
    main = root.find(".//main")
    body = root.find("body")
    own = _lines(main if main is not None else body)
    around: list[str] = []
    if main is not None:
        parent, place = main.getparent(), main.getparent().index(main)
        parent.remove(main)
        around = _lines(body)
        parent.insert(place, main)
    head = [f"language {root.get('lang', '')} {root.get('dir', '')}".strip()]
    refresh = root.xpath("//meta[@http-equiv='refresh']/@content")
    head += [f"refresh {each}" for each in refresh]
    links = [each.get("href") for each in root.iter("a") if each.get("href")]
    return Page(title, head + own, around, [_form(each, path) for each in root.iter("form")], links)


def _lines(element: Any) -> list[str]:
    parts = "".join(_parts(element)) if element is not None else ""
    lines = (re.sub(r"\s+", " ", line).strip() for line in parts.split("\n"))
    return [line for line in lines if line]


def _parts(element: HtmlElement) -> Iterator[str]:
    """Yield the text of an element and of all in it; a block is a line of its own."""
    tag = element.tag
    if not isinstance(tag, str) or tag in UNSEEN:
        return
    block = tag not in INLINE
    if block or tag == "br":
        yield "\n"
    opening, closing = _marks(element, tag)
    yield opening
    if tag not in ("select", "svg", "textarea"):
        yield _flat(element.text)
    if tag == "textarea":
        yield " ".join(_flat(element.text_content()).split("\n")) + "]"
    elif tag == "svg":
        yield _flat(element.findtext(".//{*}title") or element.findtext(".//title"))
    else:
        for child in element:
            yield from _parts(child)
            yield _flat(child.tail)
    yield closing
    if block:
        yield "\n"


def _flat(text: str | None) -> str:
    return re.sub(r"\s+", " ", text or "")


def _marks(element: HtmlElement, tag: str) -> tuple[str, str]:
    """Return what stands before and after the words of an element: what they are."""
    notes = "".join(
        f" ({name}: {element.get(name)})" if element.get(name) else f" ({name})"
        for name in ("hidden", "lang", "dir", "role", "aria-label", "aria-current", "title", "alt")
        if element.get(name) is not None and (tag not in ("html", "body"))
    )
    if tag in HEADINGS:
        return f"{HEADINGS[tag]}{notes} ", ""
    if tag == "a":
        return f"[{notes}", f"]({element.get('href', '')})"
    if tag == "li":
        return f"-{notes} ", ""
    if tag in ("td", "th"):
        return f"|{notes} ", ""
    if tag == "form":
        way = element.get("method", "get").lower()
        return f"form {way} {element.get('action', '')}{notes}\n", "\nend of form\n"
    if tag == "button":
        what = " ".join(filter(None, (element.get("name"), element.get("value"))))
        return f"[button {what}{_limits(element)}:{notes} ", "]"
    if tag == "input":
        return f"[{_input(element)}{notes}]", ""
    if tag == "textarea":
        return f"[text {element.get('name', '')}{_limits(element)}:{notes} ", ""
    if tag == "select":
        return f"[choose {element.get('name', '')}{_limits(element)}:{notes}", "]"
    if tag == "option":
        chosen = " (chosen)" if element.get("selected") is not None else ""
        return f"; {element.get('value', '')}{chosen} = ", ""
    if tag == "details":
        return f"{'opened' if element.get('open') is not None else 'closed'}:{notes} ", ""
    if tag in ("img", "audio", "video", "source", "iframe", "embed", "object"):
        return f"[{tag} {_short(element.get('src', ''))}{notes}", "]"
    return notes.lstrip() and f"{notes.lstrip()} ", ""


def _short(address: str) -> str:
    return address if not address.startswith("data:") else address[:22] + "…"


def _limits(element: HtmlElement) -> str:
    names = ("required", "disabled", "readonly", "maxlength", "min", "max", "pattern", "accept",
             "multiple", "placeholder", "formaction", "autocomplete", "inputmode")  # fmt: skip
    found = [(name, element.get(name)) for name in names if element.get(name) is not None]
    return "".join(f" {name}={value}" if value else f" {name}" for name, value in found)


def _input(element: HtmlElement) -> str:
    kind, name = element.get("type", "text"), element.get("name", "")
    value = "" if name == "csrfmiddlewaretoken" else element.get("value", "")
    chosen = " (chosen)" if element.get("checked") is not None else ""
    return f"{kind} {name} {value}{chosen}".strip() + _limits(element)


def _form(form: HtmlElement, path: str) -> Form:
    action = (form.get("action") or path).split("#")[0]
    found = Form(action, form.get("method", "get").lower())
    for element in form.iter("input", "textarea", "select", "button"):
        name = element.get("name", "")
        if not name or name == "csrfmiddlewaretoken" or element.get("disabled") is not None:
            continue
        if element.tag == "select":
            options = [each.get("value", "") for each in element.iter("option")]
            picked = element.xpath(".//option[@selected]/@value")
            value = (picked or options or [""])[0]
            found.fields.append(Field(name, "select", value, choices=tuple(options)))
        elif element.tag == "textarea":
            found.fields.append(Field(name, "textarea", (element.text or "").strip()))
        else:
            kind = element.get("type", "submit" if element.tag == "button" else "text")
            chosen = kind not in ("radio", "checkbox") or element.get("checked") is not None
            found.fields.append(Field(name, kind, element.get("value", ""), chosen))
    return found
