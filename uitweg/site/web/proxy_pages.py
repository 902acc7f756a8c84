"""The pages that a proxy shows by itself, as files: no door answers, or what came is refused."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.http import HttpRequest
from django.template.loader import render_to_string

from uitweg.site.web.page_headers import policy_for


@dataclass(frozen=True)
class ProxyPage:
    """What a page says: in Dutch, for `short` in easy words, and in English.

    `night` is what a member who has duty does meanwhile; only pages of the staff door have it.
    """

    head: str
    says: tuple[str, ...]
    short: str = ""
    english: str = ""
    night: tuple[str, ...] = ()


PUBLIC_PAGES = {
    "away": ProxyPage(
        "De site doet het even niet",
        (
            "Dat ligt aan ons, niet aan jou. Probeer het over een paar minuten opnieuw.",
            "Was je aan het schrijven? Ga terug. Je tekst staat er meestal nog. Bewaar hem, en "
            "verstuur hem straks opnieuw.",
        ),
        "De site doet het nu niet. Probeer het straks nog een keer. Gevaar? Bel 112.",
        "This site does not work right now. Try again in a few minutes. In danger? Call 112.",
    ),
    "too-large": ProxyPage(
        "Dit is te groot",
        ("Er is niets bewaard. Ga terug en kies een kleiner bestand. Of verstuur alleen tekst.",),
        "Het bestand is te groot. Ga terug. Kies een kleiner bestand.",
        "This is too large. Nothing was kept. Go back and choose a smaller file.",
    ),
    "refused": ProxyPage(
        "Dit klopt niet",
        ("Er ging iets mis bij het versturen. Er is niets bewaard. Ga naar het begin.",),
        "Dit ging niet goed. Ga naar het begin.",
        "Something went wrong. Nothing was kept. Go to the start page.",
    ),
}
STAFF_PAGES = {
    "away": ProxyPage(
        "Uitweg doet het even niet",
        (
            "Probeer het over een paar minuten opnieuw. Sluit een venster waarin je iets typte "
            "niet: je tekst staat daar nog.",
            "Duurt het langer? Bel wie de computers beheert, ook ’s nachts.",
        ),
        night=(
            "Reken er niet op dat je telefoon gaat: oproepen van Uitweg komen misschien niet aan.",
            "De telefoonlijn gaat naar wie het laatst was doorgezet. Bel de lijn zelf: wie neemt "
            "op? Wisselt de dienst, dan zet iemand de lijn met de hand door.",
            "Bel je collega’s met de nummers op papier: wie met jou dienst heeft, en een "
            "teamleider. Spreek af wie opneemt.",
            "Is er nu gevaar voor een jongere? Bel 112.",
            "Schrijf op wat je hoort en doet, met de tijd. Zet het in Uitweg als het weer kan.",
        ),
    ),
    "too-large": ProxyPage(
        "Dit is te groot", ("Er is niets bewaard. Ga terug en kies een kleiner bestand.",)
    ),
    "refused": ProxyPage(
        "Dit kan niet vanaf hier",
        (
            "Uitweg voor het team opent alleen op het netwerk van de gemeente, of met VPN. Er is "
            "niets bewaard.",
            "Kreeg je als partner een link? Open dan precies die link, in zijn geheel.",
        ),
    ),
}
DOORS = {"public": PUBLIC_PAGES, "staff": STAFF_PAGES}


def page_html(page: ProxyPage, *, is_public: bool) -> str:
    """Return the page, whole in itself: its policy stands in it, as a file has no headers."""
    words = {"page": page, "is_public": is_public}
    html = render_to_string("guide/away.html", words, request=_request())
    policy = policy_for(html).replace("; frame-ancestors 'none'", "")  # not allowed in a page
    return html.replace("POLICY", policy.replace('"', "&quot;"), 1)


def proxy_pages() -> Iterator[tuple[str, str]]:
    """Yield each file's name, such as `public/away.html`, and its HTML."""
    for door, pages in DOORS.items():
        for name, page in pages.items():
            yield f"{door}/{name}.html", page_html(page, is_public=door == "public")


def write_pages(folder: Path) -> list[Path]:
    """Write the pages below `folder`, for everybody on this machine to read; return the files."""
    files = []
    for name, html in proxy_pages():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        new = file.with_suffix(".new")
        new.write_text(html, encoding="utf-8")
        new.chmod(0o644)
        new.replace(file)  # a proxy that reads it meanwhile gets the whole old or the whole new one
        files.append(file)
    for each in (folder, *(folder / door for door in DOORS)):
        each.chmod(0o755)
    return files


def _request() -> HttpRequest:
    request = HttpRequest()
    request.path = "/"
    return request
