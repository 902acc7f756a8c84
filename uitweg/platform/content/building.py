"""Makes one value of one item and its words; each raises Refused for what is not whole."""

from collections.abc import Container
from datetime import date
from typing import NamedTuple

from uitweg.platform.content.check_values import (
    CheckGroup,
    CheckQuestion,
    NextStep,
    Picture,
    PictureReason,
)
from uitweg.platform.content.reader import ContentReader
from uitweg.platform.content.strict_yaml import YamlItem
from uitweg.platform.content.values import (
    ROUTE_ASKERS,
    ROUTE_WANTS,
    Anonymity,
    AnswerOpening,
    CallTarget,
    Contact,
    Explanation,
    Phase,
    Promise,
    Route,
    Signal,
    SignalKind,
    Source,
    Vulnerability,
)

LAW_STATUSES = ("", "in-force", "past", "pending")


def make_source(row: YamlItem) -> Source:
    checked_on = row.day("checked_on")
    if checked_on is None:
        raise row.refused("a source needs the day on which it was seen.")
    made = Source(
        id=row.id,
        title=row.words("title"),
        publisher=row.words("publisher"),
        where=row.words("where"),
        seen=row.words("seen"),
        checked_on=checked_on,
    )
    if made.seen not in ("V", "D"):
        raise row.refused("seen should be V or D.")
    return made


def make_signal(
    reader: ContentReader, groups: Container[str], row: YamlItem, said: YamlItem, lang: str
) -> Signal:
    call, call_own = row.perhaps("call", str), row.perhaps("call_own", str)
    if row.take("acute", bool) is not (call is not None):
        raise row.refused("a red flag (acute) says whom to call, and nothing else does.")
    made = Signal(
        **reader.common(row, lang),
        ref=row.words("ref"),
        group=row.words("group"),
        kind=row.choice("kind", SignalKind),
        sudden_matters=row.take("sudden_matters", bool),
        seen_at=row.texts("seen_at"),
        call=CallTarget(call) if call else None,
        call_own=CallTarget(call_own or call) if call else None,
        see=said.words("see"),
        ask=said.text("ask", ""),
        own=said.text("own", ""),
    )
    if made.group not in groups:
        raise row.refused(f"the group {made.group} has no words in groups.yaml.")
    return made


def make_contact(reader: ContentReader, row: YamlItem, said: YamlItem, lang: str) -> Contact:
    made = Contact(
        **reader.common(row, lang),
        order=row.take("order", int),
        number=row.text("number", ""),
        tel=row.text("tel", ""),
        url=row.text("url", ""),
        always_open=row.perhaps("always_open", bool),
        anonymous=row.choice("anonymous", Anonymity),
        free=row.take("free", bool, False),
        offered=row.take("shown", bool, True),
        name=said.words("name"),
        short=said.words("short"),
        when=said.words("when"),
        hours=said.text("hours"),
        anonymity=said.words("anonymity"),
        does=said.texts("does"),
        does_not=said.texts("does_not"),
        calling=said.words("calling"),
    )
    dialled = made.tel.removeprefix("tel:").replace("+31", "0")
    if dialled != "".join(sign for sign in made.number if sign.isdigit()):
        raise row.refused("tel and number are not the same number.")
    if not (made.tel or made.url):
        raise row.refused("it has neither a number nor an address.")
    if made.offered and made.checked_on is None:
        raise row.refused("an unverified help line may not be shown: say shown: false.")
    return made


def make_phase(
    reader: ContentReader, signals: dict[str, Signal], row: YamlItem, said: YamlItem, lang: str
) -> Phase:
    return Phase(
        **reader.common(row, lang),
        order=row.take("order", int),
        signals=reader.linked(row, row.texts("signals"), signals),
        title=said.words("title"),
        text=said.words("text"),
    )


def make_vulnerability(
    reader: ContentReader, row: YamlItem, said: YamlItem, lang: str
) -> Vulnerability:
    return Vulnerability(
        **reader.common(row, lang), title=said.words("title"), text=said.words("text")
    )


def make_route(
    reader: ContentReader, contacts: dict[str, Contact], row: YamlItem, said: YamlItem, lang: str
) -> Route:
    (to,) = reader.linked(row, (row.words("to"),), contacts)
    made = Route(
        **reader.common(row, lang),
        order=row.take("order", int),
        danger=row.perhaps("danger", bool),
        who=frozenset(row.texts("who", [])),
        wants=frozenset(row.texts("wants", [])),
        to=to,
        also=reader.linked(row, row.texts("also", []), contacts),
        ask=said.words("ask"),
        why=said.words("why"),
    )
    if stray := (made.who - set(ROUTE_ASKERS)) | (made.wants - set(ROUTE_WANTS)):
        raise row.refused(f"{min(stray)} is nobody we ask about.")
    return made


def make_explanation(
    reader: ContentReader, row: YamlItem, said: YamlItem, lang: str
) -> Explanation:
    made = Explanation(
        **reader.common(row, lang),
        order=row.take("order", int),
        title=said.words("title"),
        text=said.words("text"),
        more=said.text("more", ""),
        valid_from=row.perhaps("valid_from", date),
        valid_to=row.perhaps("valid_to", date),
        status=row.text("status", ""),
    )
    if made.status not in LAW_STATUSES:
        raise row.refused(f"status should be one of: {', '.join(LAW_STATUSES[1:])}.")
    return made


def make_picture(
    reader: ContentReader, signals: dict[str, Signal], row: YamlItem, said: YamlItem, lang: str
) -> Picture:
    core, fits = row.texts("core"), row.texts("fits")
    reader.linked(row, (*core, *fits), signals)
    why = YamlItem(said.file, row.id, said.take("reasons", dict))
    why_own = YamlItem(said.file, row.id, said.take("reasons_own", dict, {}))
    reasons = []
    for raw in row.take("reasons", list):
        reason = YamlItem(row.file, row.id, raw)
        id, resting_on = reason.words("id"), reason.texts("signals")
        if stray := set(resting_on) - {*core, *fits}:
            raise row.refused(
                f"the reason {id} rests on {min(stray)}, which is not in core or fits."
            )
        rests = reader.linked(row, resting_on, signals)
        reasons.append(PictureReason(id, rests, why.words(id), why_own.text(id, "")))
        reason.done()
    why.done()
    why_own.done()
    return Picture(
        **reader.common(row, lang),
        order=row.take("order", int),
        alone=row.take("alone", bool, False),
        core=frozenset(core),
        fits=frozenset(fits),
        least=row.take("least", int),
        reasons=tuple(reasons),
        title=said.words("title"),
        title_own=said.words("title_own"),
        intro=said.words("intro"),
        intro_own=said.words("intro_own"),
        also=said.texts("also"),
        say=said.texts("say"),
        say_professional=said.texts("say_professional", []),
        leave=said.texts("leave"),
        own=said.texts("own"),
    )


def make_promise(row: YamlItem, said: YamlItem, lang: str) -> Promise:
    return Promise(
        id=row.id,
        order=row.take("order", int),
        confirmed_by=row.perhaps("confirmed_by", str),
        confirmed_on=row.day("confirmed_on"),
        title=said.words("title"),
        confirmed=said.words("confirmed"),
        careful=said.words("careful"),
        lang=lang,
    )


def make_opening(row: YamlItem, said: YamlItem, lang: str) -> AnswerOpening:
    return AnswerOpening(
        id=row.id,
        order=row.take("order", int),
        title=said.words("title"),
        text=said.words("text"),
        lang=lang,
    )


def make_next_step(
    reader: ContentReader, contacts: dict[str, Contact], row: YamlItem, said: YamlItem, lang: str
) -> NextStep:
    return NextStep(
        id=row.id,
        contact=reader.linked(row, (row.words("contact"),), contacts)[0],
        title=said.words("title"),
        text=said.words("text"),
        lang=lang,
    )


def make_check_question(
    reader: ContentReader, signals: dict[str, Signal], row: YamlItem, said: YamlItem, lang: str
) -> CheckQuestion:
    made = CheckQuestion(
        id=row.id,
        icon=row.words("icon"),
        signals=reader.linked(row, row.texts("signals"), signals),
        on_no=row.take("on_no", bool, False),
        ask=said.text("ask", ""),
        help=said.text("help", ""),
        see=said.text("see", ""),
        ask_own=said.text("ask_own", ""),
        help_own=said.text("help_own", ""),
        own=said.text("own", ""),
        lang=lang,
    )
    if bool(made.ask) != bool(made.see) or bool(made.ask_own) != bool(made.own):
        raise row.refused("a question needs what it asks and what a yes then says.")
    if not (made.ask or made.ask_own) or not made.signals:
        raise row.refused("a question asks somebody something, and stands for a signal.")
    if len({signal.acute for signal in made.signals}) > 1:
        raise row.refused("a question asks for red flags only, or for none.")
    return made


class GroupWords(NamedTuple):
    """The words of one group of signals."""

    id: str
    title: str
    title_own: str
    look: str


def make_group_words(said: YamlItem) -> GroupWords:
    return GroupWords(said.id, said.words("title"), said.words("title_own"), said.words("look"))


def make_check_group(
    reader: ContentReader, signals: dict[str, Signal], groups: dict[str, GroupWords], row: YamlItem
) -> CheckGroup:
    if row.id not in groups:
        raise row.refused("this group has no words in groups.yaml.")
    said = groups[row.id]
    return CheckGroup(
        id=row.id,
        signals=reader.linked(row, row.texts("signals"), signals),
        title=said.title,
        title_own=said.title_own,
        look=said.look,
    )
