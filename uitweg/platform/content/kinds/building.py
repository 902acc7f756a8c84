"""Make the things of the guide and the check from their rows."""

import re
from collections.abc import Container
from datetime import date
from typing import NamedTuple

from uitweg.platform.content.files.reader import ContentReader
from uitweg.platform.content.files.strict_yaml import YamlItem
from uitweg.platform.content.kinds.own_number import with_own_number, without_real_numbers
from uitweg.platform.content.values.check import (
    CheckGroup,
    CheckQuestion,
    Combination,
    Helper,
    KnownReason,
    NextStep,
    Picture,
    PictureReason,
    UrgentHelp,
)
from uitweg.platform.content.values.opening import Days, OnHolidays, Opening, OpenPeriod
from uitweg.platform.content.values.values import (
    ROUTE_ASKERS,
    ROUTE_WANTS,
    Anonymity,
    AnswerOpening,
    CallTarget,
    CityQuestion,
    Contact,
    Explanation,
    HowChecked,
    Phase,
    Promise,
    Region,
    Route,
    Signal,
    SignalKind,
    Source,
    Vulnerability,
)

_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
LAW_STATUSES = ("", "in-force", "past", "pending")
COUNTRY_PARTS = ("north", "east", "middle", "west", "south")
"""The parts of the country, in the order of the list of regions; `part_<id>` has their words."""


def make_check_day(row: YamlItem) -> tuple[date, HowChecked]:
    """Make one day of checks.yaml and what was done on it."""
    return row.take("day", date), row.choice("how", HowChecked)


def make_source(row: YamlItem) -> Source:
    checked_on = row.day("checked_on")
    if checked_on is None:
        raise row.refused("a source needs the day on which it was seen.")
    source = Source(
        id=row.id,
        title=row.words("title"),
        publisher=row.words("publisher"),
        where=row.words("where"),
        seen=row.words("seen"),
        checked_on=checked_on,
    )
    if source.seen not in ("V", "D"):
        raise row.refused("seen should be V or D.")
    return source


def make_signal(
    reader: ContentReader, groups: Container[str], row: YamlItem, wording: YamlItem, lang: str
) -> Signal:
    call, call_own = row.optional("call", str), row.optional("call_own", str)
    if row.take("acute", bool) is not (call is not None):
        raise row.refused("a red flag (acute) says whom to call, and nothing else does.")
    signal = Signal(
        **reader.common(row, lang),
        ref=row.words("ref"),
        group=row.words("group"),
        kind=row.choice("kind", SignalKind),
        sudden_matters=row.take("sudden_matters", bool),
        seen_at=row.texts("seen_at"),
        call=CallTarget(call) if call else None,
        call_own=CallTarget(call_own or call) if call else None,
        see=wording.words("see"),
        ask=wording.text("ask", ""),
        own=wording.text("own", ""),
    )
    if signal.group not in groups:
        raise row.refused(f"the group {signal.group} has no words in groups.yaml.")
    return signal


def make_contact(reader: ContentReader, row: YamlItem, wording: YamlItem, lang: str) -> Contact:
    contact = Contact(
        **reader.common(row, lang),
        order=row.take("order", int),
        number=row.text("number", ""),
        tel=row.text("tel", ""),
        url=row.text("url", ""),
        chat=row.take("chat", bool, False),
        opening=_opening(row),
        anonymous=row.choice("anonymous", Anonymity),
        free=row.take("free", bool, False),
        offered=row.take("shown", bool, True),
        name=wording.words("name"),
        short=wording.words("short"),
        when=wording.words("when"),
        anonymity=wording.words("anonymity"),
        speaks=wording.text("speaks", ""),
        does=wording.texts("does"),
        does_not=wording.texts("does_not"),
        calling=wording.words("calling"),
    )
    _refuse_other_number(row, contact.number, contact.tel)
    if not (contact.tel or contact.url):
        raise row.refused("it has neither a number nor an address.")
    if contact.chat and not contact.url:
        raise row.refused("a chat needs its address.")
    if contact.offered and contact.checked_on is None:
        raise row.refused("an unverified help line may not be shown: say shown: false.")
    return with_own_number(contact, lang) if contact.id == "coordinator" else contact


def _opening(row: YamlItem) -> Opening:
    always, periods = row.optional("always_open", bool), []
    for raw in row.take("open", list, []):
        each = YamlItem(row.file, row.id, raw)
        period = OpenPeriod(each.choice("days", Days), each.words("from"), each.words("to"))
        each.refuse_leftovers()
        if not all(map(_CLOCK.fullmatch, (period.opens, period.closes))):
            raise row.refused("an hour should be like 09:00, in quotation marks.")
        periods.append(period)
    if always and periods:
        raise row.refused("it is always open, or it has hours.")
    on_holidays = row.choice("on_holidays", OnHolidays) if periods else OnHolidays.UNKNOWN
    return Opening(always, tuple(periods), on_holidays)


def _refuse_other_number(row: YamlItem, number: str, tel: str) -> None:
    """Raise InvalidContent when what is dialled is not what people read."""
    dialled_digits = tel.removeprefix("tel:").replace("+31", "0")
    if dialled_digits != "".join(digit for digit in number if digit.isdigit()):
        raise row.refused("tel and number are not the same number.")


def make_region(reader: ContentReader, row: YamlItem, wording: YamlItem, lang: str) -> Region:
    region = Region(
        **reader.common(row, lang),
        order=row.take("order", int),
        part=row.words("part"),
        organisation=row.text("organisation", ""),
        number=row.text("number", ""),
        tel=row.text("tel", ""),
        mail=row.text("mail", ""),
        url=row.text("url", ""),
        source_year=row.optional("source_year", int),
        title=wording.words("title"),
        text=wording.text("text", ""),
    )
    _refuse_other_number(row, region.number, region.tel)
    if region.part not in COUNTRY_PARTS:
        raise row.refused(f"part should be one of: {', '.join(COUNTRY_PARTS)}.")
    if region.mail and "@" not in region.mail:
        raise row.refused("mail is no e-mail address.")
    if region.url and not region.url.startswith("https://"):
        raise row.refused("an address begins with https://.")
    if region.shown and not region.organisation:
        raise row.refused("a region that is shown names its organisation.")
    return without_real_numbers(region, lang)


def make_phase(
    reader: ContentReader, signals: dict[str, Signal], row: YamlItem, wording: YamlItem, lang: str
) -> Phase:
    return Phase(
        **reader.common(row, lang),
        order=row.take("order", int),
        signals=reader.linked(row, row.texts("signals"), signals),
        title=wording.words("title"),
        text=wording.words("text"),
    )


def make_vulnerability(
    reader: ContentReader, row: YamlItem, wording: YamlItem, lang: str
) -> Vulnerability:
    return Vulnerability(
        **reader.common(row, lang), title=wording.words("title"), text=wording.words("text")
    )


def make_route(
    reader: ContentReader, contacts: dict[str, Contact], row: YamlItem, wording: YamlItem, lang: str
) -> Route:
    (to,) = reader.linked(row, (row.words("to"),), contacts)
    route = Route(
        **reader.common(row, lang),
        order=row.take("order", int),
        danger=row.optional("danger", bool),
        who=frozenset(row.texts("who", [])),
        wants=frozenset(row.texts("wants", [])),
        to=to,
        also=reader.linked(row, row.texts("also", []), contacts),
        ask=wording.words("ask"),
        why=wording.words("why"),
    )
    if stray := (route.who - set(ROUTE_ASKERS)) | (route.wants - set(ROUTE_WANTS)):
        raise row.refused(f"{min(stray)} is nobody we ask about.")
    return route


def make_explanation(
    reader: ContentReader, row: YamlItem, wording: YamlItem, lang: str
) -> Explanation:
    explanation = Explanation(
        **reader.common(row, lang),
        order=row.take("order", int),
        title=wording.words("title"),
        text=wording.words("text"),
        more=wording.text("more", ""),
        valid_from=row.optional("valid_from", date),
        valid_to=row.optional("valid_to", date),
        status=row.text("status", ""),
    )
    if explanation.status not in LAW_STATUSES:
        raise row.refused(f"status should be one of: {', '.join(LAW_STATUSES[1:])}.")
    return explanation


def make_picture(
    reader: ContentReader, signals: dict[str, Signal], row: YamlItem, wording: YamlItem, lang: str
) -> Picture:
    enough = row.texts("signals")
    reader.linked(row, enough, signals)
    reason_words = YamlItem(wording.file, row.id, wording.take("reasons", dict, {}))
    own_reason_words = YamlItem(wording.file, row.id, wording.take("reasons_own", dict, {}))
    reasons = []
    for raw in row.take("reasons", list, []):
        reason = YamlItem(row.file, row.id, raw)
        id, signal_ids = reason.words("id"), reason.texts("signals")
        if stray := set(signal_ids) - set(enough):
            raise row.refused(f"the reason {id} rests on {min(stray)}, which is not in signals.")
        reasons.append(
            PictureReason(
                id,
                reader.linked(row, signal_ids, signals),
                reason_words.words(id),
                own_reason_words.text(id, ""),
            )
        )
        reason.refuse_leftovers()
    reason_words.refuse_leftovers()
    own_reason_words.refuse_leftovers()
    return Picture(
        **reader.common(row, lang),
        order=row.take("order", int),
        signals=frozenset(enough),
        reasons=tuple(reasons),
        title=wording.words("title"),
        title_own=wording.words("title_own"),
        intro=wording.words("intro"),
        intro_own=wording.words("intro_own"),
        also=wording.texts("also"),
        say=wording.texts("say"),
        say_professional=wording.texts("say_professional", []),
        leave=wording.texts("leave"),
        own=wording.texts("own"),
    )


def make_combination(
    reader: ContentReader, signals: dict[str, Signal], row: YamlItem, wording: YamlItem, lang: str
) -> Combination:
    first, second = row.texts("first"), row.texts("second")
    reader.linked(row, (*first, *second), signals)
    if not (first and second):
        raise row.refused("a combination needs signals on both sides.")
    return Combination(
        **reader.common(row, lang),
        order=row.take("order", int),
        picture=row.words("picture"),
        first=frozenset(first),
        second=frozenset(second),
        title=wording.words("title"),
        text=wording.words("text"),
        text_own=wording.text("text_own", ""),
    )


def make_helper(
    reader: ContentReader, contacts: dict[str, Contact], row: YamlItem, wording: YamlItem, lang: str
) -> Helper:
    contact = row.text("contact", "")
    return Helper(
        **reader.common(row, lang),
        order=row.take("order", int),
        who=frozenset(row.texts("who")),
        signals=frozenset(row.texts("signals", [])),
        known=frozenset(row.texts("known", [])),
        but_not=frozenset(row.texts("but_not", [])),
        in_danger=row.take("in_danger", bool, False),
        contact=reader.linked(row, (contact,), contacts)[0] if contact else None,
        page=row.text("page", ""),
        name=wording.words("name"),
        text=wording.words("text"),
    )


def make_known_reason(
    reader: ContentReader, signals: dict[str, Signal], row: YamlItem, wording: YamlItem, lang: str
) -> KnownReason:
    explains = row.texts("explains")
    reader.linked(row, explains, signals)
    steps = row.take("steps", dict)
    if "rest" not in steps:
        raise row.refused("steps says a step for the rest.")
    return KnownReason(
        **reader.common(row, lang),
        ref=row.words("ref"),
        order=row.take("order", int),
        explains=frozenset(explains),
        steps=steps,
        see=wording.words("see"),
        own=wording.text("own", ""),
        title=wording.words("title"),
        title_own=wording.text("title_own", ""),
        intro=wording.words("intro"),
        intro_own=wording.text("intro_own", ""),
        do=wording.texts("do"),
        do_own=wording.texts("do_own", []),
    )


def make_urgent_help(
    reader: ContentReader,
    signals: dict[str, Signal],
    contacts: dict[str, Contact],
    row: YamlItem,
    wording: YamlItem,
    lang: str,
) -> UrgentHelp:
    flags = reader.linked(row, row.texts("signals"), signals)
    if calm := [flag.id for flag in flags if not flag.acute]:
        raise row.refused(f"{calm[0]} is no red flag.")
    return UrgentHelp(
        **reader.common(row, lang),
        order=row.take("order", int),
        signals=frozenset(flag.id for flag in flags),
        contacts=reader.linked(row, row.texts("contacts"), contacts),
        title=wording.text("title", ""),
        title_own=wording.text("title_own", ""),
        intro=wording.text("intro", ""),
        intro_own=wording.text("intro_own", ""),
        own=wording.texts("own"),
        others=wording.texts("others"),
        say=wording.texts("say"),
        leave=wording.texts("leave"),
    )


def make_promise(row: YamlItem, wording: YamlItem, lang: str) -> Promise:
    return Promise(
        id=row.id,
        order=row.take("order", int),
        confirmed_by=row.optional("confirmed_by", str),
        confirmed_on=row.day("confirmed_on"),
        title=wording.words("title"),
        confirmed=wording.words("confirmed"),
        careful=wording.words("careful"),
        lang=lang,
    )


def make_city_question(row: YamlItem, wording: YamlItem, _lang: str) -> CityQuestion:
    return CityQuestion(
        id=row.id,
        order=row.take("order", int),
        question=wording.words("question"),
        why=wording.words("why"),
        ask=wording.words("ask"),
        meanwhile=wording.words("meanwhile"),
    )


def make_opening(row: YamlItem, wording: YamlItem, lang: str) -> AnswerOpening:
    return AnswerOpening(
        id=row.id,
        order=row.take("order", int),
        title=wording.words("title"),
        text=wording.words("text"),
        lang=lang,
    )


def make_next_step(
    reader: ContentReader, contacts: dict[str, Contact], row: YamlItem, wording: YamlItem, lang: str
) -> NextStep:
    contact = row.text("contact", "")
    return NextStep(
        id=row.id,
        contact=reader.linked(row, (contact,), contacts)[0] if contact else None,
        title=wording.words("title"),
        text=wording.words("text"),
        lang=lang,
    )


def make_check_question(
    reader: ContentReader, signals: dict[str, Signal], row: YamlItem, wording: YamlItem, lang: str
) -> CheckQuestion:
    faces = row.take("feelings", dict, {})
    feelings = YamlItem(wording.file, row.id, wording.take("feelings", dict, {}))
    question = CheckQuestion(
        id=row.id,
        icon=row.words("icon"),
        signals=reader.linked(row, row.texts("signals"), signals),
        on_no=row.take("on_no", bool, False),
        feelings=tuple((face, feelings.words(face), answer) for face, answer in faces.items()),
        ask=wording.text("ask", ""),
        help=wording.text("help", ""),
        see=wording.text("see", ""),
        ask_own=wording.text("ask_own", ""),
        help_own=wording.text("help_own", ""),
        own=wording.text("own", ""),
        lang=lang,
    )
    if bool(question.ask) != bool(question.see) or bool(question.ask_own) != bool(question.own):
        raise row.refused("a question needs what it asks and what a yes then says.")
    if not (question.ask or question.ask_own) or not question.signals:
        raise row.refused("a question asks somebody something, and stands for a signal.")
    feelings.refuse_leftovers()
    if set(faces.values()) - {"yes", "no"}:
        raise row.refused("a feeling stands for yes or no.")
    if len({signal.acute for signal in question.signals}) > 1:
        raise row.refused("a question asks for red flags only, or for none.")
    return question


class GroupWords(NamedTuple):
    """The words of one group of signals."""

    id: str
    title: str
    title_own: str
    hint: str
    hint_own: str
    look: str


def make_group_words(wording: YamlItem) -> GroupWords:
    return GroupWords(
        id=wording.id,
        title=wording.words("title"),
        title_own=wording.words("title_own"),
        hint=wording.text("hint", ""),
        hint_own=wording.text("hint_own", ""),
        look=wording.words("look"),
    )


def make_check_group(
    reader: ContentReader, signals: dict[str, Signal], groups: dict[str, GroupWords], row: YamlItem
) -> CheckGroup:
    if row.id not in groups:
        raise row.refused("this group has no words in groups.yaml.")
    words = groups[row.id]
    return CheckGroup(
        id=row.id,
        icon=row.words("icon"),
        hint=words.hint,
        hint_own=words.hint_own,
        signals=reader.linked(row, row.texts("signals"), signals),
        title=words.title,
        title_own=words.title_own,
        look=words.look,
    )


_KEYS = """
    title title_own lead lead_own danger danger_own sudden sudden_yes sudden_slow sudden_unknown
    sudden_reason rest_reason rest_reason_own one_reason one_reason_own loose_reason
    loose_reason_own heavy_reason heavy_reason_own danger_reason
    danger_reason_own why_title also_title
    say_title say_now_title leave_title own_title missing_title missing_sudden step_title
    calling_title submit
    keep
    tab tab_outcome no_figure about_other about_other_link about_self
    about_self_link one_by_one one_page who_title who_parent who_friend who_professional
    who_other to_step afterwards wrong change say_professional_title meldcode ways
    ways_help way_youngster way_worried way_calm way_arrested way_professional made_on no_names
    print print_without print_care more_ask more_button more_title more_lead since_title
    since_days since_weeks since_months since_longer since since_long pace_title pace_yes
    pace_no how_title how_seen how_heard heard seen at_once dont_know heard_line question
    question_of answer_yes answer_no answer_unknown any_answer back stop
    about_title about_title_short about_me about_parent about_friend about_professional
    about_other_short groups_title groups_title_own call_first ready saw rest_title
    helpers_title read_more in_doubt write_title write_text danger_short
    known_title known_hint known_hint_own known_told
    write_after_title write_after_text
"""
CHECK_WORDS = tuple(_KEYS.split())
