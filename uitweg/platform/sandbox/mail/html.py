"""The words of an HTML mail. Nothing of it is shown or fetched: no picture, no link, no style."""

from html.parser import HTMLParser

_SILENT = frozenset({"script", "style", "head", "title", "template", "noscript"})
_LINES = frozenset(
    {"p", "div", "br", "tr", "li", "ul", "ol", "table", "blockquote", "hr", "h1", "h2", "h3"}
    | {"h4", "h5", "h6", "pre", "section", "article", "header", "footer"}
)


class _TextExtractor(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.said: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, _attrs: list[tuple[str, str | None]]) -> None:
        if tag == "body":
            self._silent = 0  # a head that nobody closed
        elif tag in _SILENT:
            self._silent += 1
        elif tag in _LINES:
            self.said.append("\n• " if tag == "li" else "\n")
        elif tag in ("td", "th"):
            self.said.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif tag in _LINES and tag != "br":
            self.said.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.said.append(" ".join(data.split()) if not data.isspace() else " ")


def text_of_html(html: str) -> str:
    """Return the words of an HTML text, a line for each paragraph, row or point."""
    reader = _TextExtractor()
    reader.feed(html)
    reader.close()
    lines = (" ".join(each.split()) for each in "".join(reader.said).split("\n"))
    return "\n".join(lines)
