"""The text of an HTML mail. Pictures, links and styles are neither shown nor fetched."""

from html.parser import HTMLParser

_INVISIBLE_TAGS = frozenset({"script", "style", "head", "title", "template", "noscript"})
_LINE_TAGS = frozenset(
    {"p", "div", "br", "tr", "li", "ul", "ol", "table", "blockquote", "hr", "h1", "h2", "h3"}
    | {"h4", "h5", "h6", "pre", "section", "article", "header", "footer"}
)


class _TextExtractor(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._invisible_depth = 0

    def handle_starttag(self, tag: str, _attrs: list[tuple[str, str | None]]) -> None:
        if tag == "body":
            self._invisible_depth = 0  # the head was not closed
        elif tag in _INVISIBLE_TAGS:
            self._invisible_depth += 1
        elif tag in _LINE_TAGS:
            self.pieces.append("\n• " if tag == "li" else "\n")
        elif tag in ("td", "th"):
            self.pieces.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in _INVISIBLE_TAGS:
            self._invisible_depth = max(0, self._invisible_depth - 1)
        elif tag in _LINE_TAGS and tag != "br":
            self.pieces.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._invisible_depth:
            self.pieces.append(" ".join(data.split()) if not data.isspace() else " ")


def text_of_html(html: str) -> str:
    """Return the text of HTML, with a line for each paragraph, table row or list item."""
    extractor = _TextExtractor()
    extractor.feed(html)
    extractor.close()
    lines = (" ".join(line.split()) for line in "".join(extractor.pieces).split("\n"))
    return "\n".join(lines)
