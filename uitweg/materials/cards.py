"""The cards: signals and what to do, a pocket card, one for a youngster, and the route map."""

from collections.abc import Callable, Iterator
from itertools import combinations, pairwise

from uitweg.knowledge.training.rules.papers import CardAudience
from uitweg.materials.paper_parts import PaperPlace, PaperWords, number_words, paper_parts
from uitweg.platform.content.collection import Content
from uitweg.platform.content.values.values import CallTarget, Contact, Signal, SignalKind

LETTERS_A_LINE = {"a3": 36, "a4": 46, "a5": 40}
"""About how many letters stand in one line of a column, to make columns equally long."""
COLUMNS = {"a3": 2, "a4": 2, "a5": 2}
SIGNAL_LETTERS = {
    "a3": tuple(range(240, 129, -5)),
    "a4": tuple(range(115, 79, -2)),
    "a5": tuple(range(105, 79, -2)),
}
"""How large the letters may be, in tenths of a point: the first with which all fits."""
ROUTE_LETTERS = tuple(range(105, 79, -2))
CALM_PAGE = "calm"
"""Where the youngster's code leads: a page that says nothing of what it is about."""


def card_signals(content: Content, audience: CardAudience) -> tuple[Signal, ...]:
    """Return the signals for this audience, red flags included."""
    return tuple(
        signal for signal in content.signals if not audience or audience.value in signal.seen_at
    )


def signal_card(
    content: Content, place: PaperPlace, audience: CardAudience, page: str
) -> PaperWords:
    """Return the card on a page: a3 (a poster), a4 or a5.

    Only the A4 has all signals: the others, which are read in passing, leave out circumstances.
    """
    said, signals = content.training, card_signals(content, audience)
    if page != "a4":
        signals = tuple(each for each in signals if each.kind is not SignalKind.CIRCUMSTANCE)
    facts = (*signals, content.contact("coordinator"))
    title = said["card_title" if not audience else f"card_{audience.key}"]
    parts = paper_parts(title, content, place, facts, "/signalen/")
    more = [] if page == "a4" else [said["card_not_all"].format(site=place.site_name)]
    return {
        **parts,
        "small": [*more, *parts["small"]],
        "page": page,
        "sizes": SIGNAL_LETTERS[page],
        "lead": content.say["group_lead"],
        "danger_title": said["card_danger"],
        "danger": list(_danger(content, signals)),
        "danger_always": said["card_danger_always"].format(
            number=content.contact("emergency").number
        ),
        "columns": _columns(content, signals, page),
        "do_title": said["card_do"],
        "do": [said[f"card_do_{step}"] for step in (1, 2, 3)],
    }


def _danger(content: Content, signals: tuple[Signal, ...]) -> Iterator[PaperWords]:
    """Yield each number with the red flags to call it for."""
    for target in CallTarget:
        sees = [signal.see for signal in signals if signal.call is target]
        if sees:
            line = number_words(content.contact(target))
            yield {
                "number": line["number"],
                "tel": line["tel"],
                "call": content.training["card_call"],
                "sees": sees,
            }


def _columns(content: Content, signals: tuple[Signal, ...], page: str) -> list[list[PaperWords]]:
    """Return the groups without the red flags, in columns that are about equally long."""
    groups = [
        {
            "title": title,
            "sees": [each.see for each in signals if each.group == id and not each.acute],
        }
        for id, title in content.groups.items()
    ]
    return balanced_columns(
        [group for group in groups if group["sees"]],
        COLUMNS[page],
        lambda group: 2.5 + sum(1 + len(see) // LETTERS_A_LINE[page] for see in group["sees"]),
    )


def balanced_columns(
    groups: list[PaperWords], count: int, lines_of: Callable[[PaperWords], float]
) -> list[list[PaperWords]]:
    """Split the groups, in their order, into columns of which the longest is as short as can be."""
    cuts = combinations(range(1, len(groups)), min(count, len(groups)) - 1)
    splits = [
        [groups[start:end] for start, end in pairwise((0, *cut, len(groups)))] for cut in cuts
    ]
    return min(splits, key=lambda split: max(sum(map(lines_of, column)) for column in split))


def pocket_card(content: Content, place: PaperPlace) -> PaperWords:
    """Return the card for who sees something: two sides, eight on a sheet."""
    said, line = content.training, content.contact("coordinator")
    emergency = content.contact("emergency")
    parts = paper_parts(said["pocket_title"], content, place, (line, emergency), "/hulp/")
    return {
        **parts,
        "folded": False,
        "danger": said["pocket_danger"].format(number=emergency.number),
        "do_title": said["card_do"],
        "do": [said[f"card_do_{step}"] for step in (1, 2, 3)],
        "small": parts["small"][1:],
    }


def plain_card(content: Content, place: PaperPlace) -> PaperWords:
    """Return the youngster's card: folded with its words inside, so the outside is blank.

    Who forces them may find it. So nothing on it says what it is about, whose the number is, or
    which site the code leads to.
    """
    said, page = content.training, content.page(CALM_PAGE)
    lines = (content.contact("childrens-line"), content.contact("emergency"))
    parts = paper_parts(said["plain_title"], content, place, (page,), page.path)
    return {
        **parts,
        "title": said["plain_file_title"],
        "folded": True,
        "call": {**parts["call"], "name": "", "site": ""},
        "lines": [number_words(line) for line in lines],
        "code_words": page.text.title,
        "qr": {**parts["qr"], "alt": page.text.title},
        "small": [],
    }


def route_card(content: Content, place: PaperPlace) -> PaperWords:
    """Return the route map, a row for each question in its order."""
    said = content.training
    facts = (*content.routes, *(route.to for route in content.routes))
    return {
        **paper_parts(said["routes_title"], content, place, facts, "/hulp/"),
        "sizes": ROUTE_LETTERS,
        "lead": said["routes_lead"],
        "columns": [said["routes_ask"], said["routes_call"]],
        "rows": [
            {
                **number_words(route.to),
                "ask": route.ask,
                "why": route.why,
                "hours": _hours(route.to, content),
                "hot": bool(route.danger),
            }
            for route in content.routes
        ],
    }


def _hours(line: Contact, content: Content) -> str:
    """Return when it is open and whether it is free, as far as a source says so."""
    hours = line.opening.sentence(content.say)
    sentences = [hours if hours.endswith(".") else f"{hours}."] if hours else []
    if line.free:
        sentences.append(content.say["free"] + ".")
    return " ".join(sentences)
