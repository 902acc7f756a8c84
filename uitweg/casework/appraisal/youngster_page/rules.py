"""The page on which the youngster reads what is known, and handing it over."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from uitweg.casework.appraisal.compartment.rules.stages import LawyerCheckOutcome, Stage
from uitweg.casework.appraisal.facts.rules.content import YoungsterPage
from uitweg.platform.choices import Choices

MOST_LINES, MOST_LETTERS = 6, 90
"""Of a block that people write: more does not fit on one side, or is no A2."""
WRITE_NOTHING = "Je hoeft hier niets op te schrijven."


class PageConsent(Choices):
    """What the youngster answered last about the weighing."""

    NOT_ASKED = "not-asked", "nog niet gevraagd"
    YES = "yes", "ja"
    NO = "no", "nee"


@dataclass(frozen=True)
class PageFacts:
    """What the page says by itself: who reads along, whom to call, and how far the weighing is.

    `readers` are the names of all who may read it now; `judges` those of the two who judged.
    `signed_on` is a day in words, or "". `team_phone` is the number of the team.
    """

    stage: Stage
    consent: PageConsent
    readers: tuple[str, ...]
    judges: tuple[str, ...]
    team_phone: str
    signed_on: str = ""


@dataclass(frozen=True)
class PageBlock:
    """A heading with short lines; `strong` is a line that stands out, or ""."""

    title: str
    lines: tuple[str, ...]
    strong: str = ""


@dataclass(frozen=True)
class YoungsterSheet:
    """The whole page: `blocks` on the line, then whom to call, and two `boxes` beside it."""

    title: str
    lead: tuple[str, ...]
    blocks: tuple[PageBlock, ...]
    call: PageBlock
    phone: str
    boxes: tuple[PageBlock, ...]

    @property
    def text(self) -> str:
        """All its words in the order of reading."""
        parts = [self.title, *self.lead]
        for block in (*self.blocks, self.call, *self.boxes):
            parts += [block.title, *block.lines, block.strong]
        return "\n".join(part for part in [*parts, self.phone] if part)


def make_sheet(page: YoungsterPage, facts: PageFacts) -> YoungsterSheet:
    """Return the page as the youngster gets it."""
    is_signed = facts.stage is Stage.SIGNED
    return YoungsterSheet(
        title="Dit blad gaat over jou.",
        lead=(
            "Twee mensen schreven op wat er is gebeurd."
            if is_signed
            else "Twee mensen schrijven op wat er is gebeurd.",
            "Dat heet een weging.",
        ),
        blocks=(
            PageBlock("Wat wij weten", page.known or ("Daar schrijven wij nog aan.",)),
            _questions_block(page, is_signed=is_signed),
            PageBlock(
                "Wat een weging wel en niet is",
                (
                    "Het is geen straf. Het is geen cijfer.",
                    "De rechter beslist zelf. De weging kan daarbij helpen.",
                ),
            ),
            _readers(facts),
        ),
        call=_call(page),
        phone=page.lawyer_phone if page.lawyer else facts.team_phone,
        boxes=(_wrong(page), _ready(facts)),
    )


def _questions_block(page: YoungsterPage, *, is_signed: bool) -> PageBlock:
    title = "Wat wij niet weten" if is_signed else "Wat wij nog vragen"
    lines = page.asked
    if lines:
        lines += ("Dat weten wij nog niet. Dat staat er ook in.",)
    first = f"Praat eerst met {page.lawyer}." if page.lawyer else "Praat eerst met een advocaat."
    return PageBlock(title, lines, f"{WRITE_NOTHING} {first}")


def _readers(facts: PageFacts) -> PageBlock:
    now = f"Nu: {_listed(facts.readers)}."
    if facts.consent is PageConsent.NO:
        lines = (
            "Jij zei nee. Dit blad gaat nergens heen.",
            f"{now} Wie het al las, weet het wel.",
            "Je mag later ook ja zeggen.",
        )
    elif facts.stage is Stage.SIGNED:
        said = (
            "Jij zei ja." if facts.consent is PageConsent.YES else "Een ander? Alleen na jouw ja."
        )
        lines = (
            f"{now} {said}",
            "Vraag ons wie het nog meer kreeg. Dat schrijven wij op.",
            "Je mag ook later nee zeggen. Wie het al las, weet het dan al.",
        )
    else:
        lines = (
            f"{now} Verder niemand.",
            "Een ander mag het pas lezen als jij ja zegt.",
            "Je mag ook later nee zeggen. Wie het al las, weet het dan al.",
        )
    return PageBlock("Wie mag het lezen?", lines)


def _call(page: YoungsterPage) -> PageBlock:
    if page.lawyer:
        lines = ("Een advocaat werkt voor jou. Niet voor ons.",)
        return PageBlock(
            f"Lees het samen met {page.lawyer}", lines, f"{page.lawyer} is jouw advocaat."
        )
    lines = ("Bel ons. Dan zoeken we er samen een.",)
    return PageBlock("Lees het samen met een advocaat", lines, "Jij hebt nog geen advocaat.")


def _wrong(page: YoungsterPage) -> PageBlock:
    whom = page.lawyer or "je advocaat"
    lines = (
        f"Zeg het tegen {whom}. Jouw woorden komen erbij te staan.",
        "Wat er stond, blijft ook staan.",
    )
    return PageBlock("Klopt er iets niet?", lines)


def _ready(facts: PageFacts) -> PageBlock:
    if facts.stage is Stage.SIGNED:
        lines: tuple[str, ...] = (
            f"Het is klaar. {_listed(facts.judges)} zetten hun naam eronder.",
            f"Dat was op {facts.signed_on}.",
            "Komt er iets bij? Dan maken wij een nieuwe weging. Deze blijft ook bestaan.",
        )
    elif facts.stage is Stage.ENDED:
        lines = ("Deze weging is gestopt.",)
    else:
        lines = (
            "Twee mensen hebben geschreven. Nu lezen zij wat de ander vindt."
            if facts.stage in (Stage.SIDE_BY_SIDE, Stage.SIGNING)
            else "Twee mensen schrijven los van elkaar. Dat duurt nog even.",
            "Dan zetten ze allebei hun naam eronder.",
            "Jij krijgt dan een nieuw blad.",
        )
    return PageBlock("Wanneer is het klaar?", lines)


def _listed(names: Sequence[str]) -> str:
    if not names:
        return "alleen wie eraan schrijft"
    return f"{', '.join(names[:-1])} en {names[-1]}" if len(names) > 1 else names[0]


def paper_of(sheet: YoungsterSheet, *, made_on: str) -> dict[str, object]:
    """Return the page as the typesetter reads it: one side of A4, no number or city on it."""
    blocks = [
        {
            "title": block.title,
            "shape": "letter",
            "empty": "",
            "rows": [{"at": "", "head": "", "text": _paragraph(block), "small": ""}],
        }
        for block in (*sheet.blocks, _with_phone(sheet), *sheet.boxes)
    ]
    return {
        "title": sheet.title,
        "number": "",
        "mark": "Alleen voor jou",
        "footer": f"Gemaakt op {made_on}",
        "lead": [],
        "hot": WRITE_NOTHING,
        "one-page": True,
        "size": "",
        "sections": [
            {
                "title": "",
                "shape": "letter",
                "empty": "",
                "rows": [{"at": "", "head": "", "text": " ".join(sheet.lead), "small": ""}],
            },
            *blocks,
        ],
        "note": "",
    }


def _with_phone(sheet: YoungsterSheet) -> PageBlock:
    return PageBlock(sheet.call.title, (sheet.call.strong, *sheet.call.lines, f"Bel {sheet.phone}"))


def _paragraph(block: PageBlock) -> str:
    return "\n".join(part for part in (*block.lines, block.strong) if part)


EMPTY = "Schrijf eerst wat wij weten. Een leeg blad geef je niet mee."
UNCHECKED = (
    "Er staat een strafbaar feit in. De advocaat heeft deze woorden nog niet nagekeken. "
    "Laat ze lezen, of haal ze weg."
)
REFUSED = (
    "De advocaat vindt dat deze woorden zo niet mee mogen. Verander ze, en laat ze opnieuw lezen."
)


def why_not_handed_over(
    page: YoungsterPage,
    *,
    written_at: datetime | None,
    check: tuple[datetime, LawyerCheckOutcome] | None,
) -> str:
    """Return in words why the page may not leave yet, or "".

    `written_at` is when its lines were last written; `check` the newest check by the lawyer, which
    counts for these words only when it came after.
    """
    if not page.known:
        return EMPTY
    if not page.mentions_offence:
        return ""
    if check is None or written_at is None or check[0] < written_at:
        return UNCHECKED
    return "" if check[1] is LawyerCheckOutcome.AGREED else REFUSED
