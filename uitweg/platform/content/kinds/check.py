"""Makes what the rows of signals, help lines and the signal check say in a form of their own."""

from typing import Any

from uitweg.platform.content.files.reader import ContentReader
from uitweg.platform.content.files.strict_yaml import InvalidContent, Problem, YamlItem
from uitweg.platform.content.values.check import (
    CheckGroup,
    CheckQuestion,
    NextStep,
    PictureReason,
    SignalCheck,
)
from uitweg.platform.content.values.opening import Opening
from uitweg.platform.content.values.values import GroupWords, Signal

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


def with_calls(_reader: ContentReader, row: YamlItem, _wording: YamlItem) -> dict[str, Any]:
    """Return whom a signal calls for. Raises InvalidContent unless just the red flags do."""
    call, call_own = row.optional("call", str), row.optional("call_own", str)
    if row.take("acute", bool) is not (call is not None):
        raise row.refused("a red flag (acute) says whom to call, and nothing else does.")
    return {"call": call, "call_own": call_own or call}


def with_opening(reader: ContentReader, row: YamlItem, _wording: YamlItem) -> dict[str, Any]:
    """Return the hours of a help line, of which the keys stand among its own."""
    hours = row.take_part(["always_open", "open", "on_holidays"])
    says_holidays = "on_holidays" in hours.keys_left
    opening = reader.make(Opening, hours)
    if opening.periods and not says_holidays:
        raise row.refused("on_holidays is missing.")
    if says_holidays and not opening.periods:
        raise row.refused("on_holidays belongs to hours, and there are none.")
    return {"opening": opening}


def read_check(reader: ContentReader) -> SignalCheck | None:
    """Return the signal check; None, with a problem, when its texts or links are incomplete."""
    file = "check.yaml"
    top = reader.top(file)
    reader.read(NextStep, file, rows=reader.items(top, "steps"), words="steps.yaml")
    words = reader.flat(file)
    for key in CHECK_WORDS:
        if not words.get(key, "").strip():
            reader.problems.append(Problem("words/nl/check.yaml", key, "has no words."))
    for key in words.keys() - set(CHECK_WORDS):
        reader.problems.append(Problem("words/nl/check.yaml", key, "is not a key we know."))
    groups = reader.read(
        CheckGroup, file, rows=reader.items(top, "groups"), words=None, prepare=_with_group_words
    )
    questions = reader.read(
        CheckQuestion,
        file,
        rows=reader.items(top, "questions"),
        words="questions.yaml",
        prepare=_with_feelings,
    )
    try:
        flags = reader.linked(top, top.texts("red_flags"), Signal)
        first = top.texts("questions_first")
        top.refuse_leftovers()
        if calm := [flag.id for flag in flags if not flag.acute]:
            raise top.refused(f"{calm[0]} is asked as a red flag, but is not acute.")
    except InvalidContent as error:
        reader.problems.append(error.problem)
        return None
    return SignalCheck(flags, tuple(groups), tuple(questions), first, words) if words else None


def _with_group_words(reader: ContentReader, row: YamlItem, _wording: YamlItem) -> dict[str, Any]:
    words = reader.things(GroupWords).get(row.id)
    if words is None:
        raise row.refused("this group has no words in groups.yaml.")
    keys = ("title", "title_own", "hint", "hint_own", "look")
    return {key: getattr(words, key) for key in keys}


def _with_feelings(_reader: ContentReader, row: YamlItem, wording: YamlItem) -> dict[str, Any]:
    faces = row.take("feelings", dict, {})
    if any(answer not in ("yes", "no") for answer in faces.values()):
        raise row.refused("a feeling stands for yes or no.")
    words = YamlItem(wording.file, row.id, wording.take("feelings", dict, {}))
    feelings = tuple((face, words.words(face), answer) for face, answer in faces.items())
    words.refuse_leftovers()
    return {"feelings": feelings}


def with_reason_words(reader: ContentReader, row: YamlItem, wording: YamlItem) -> dict[str, Any]:
    """Put the words of each reason of a picture beside its signals."""
    texts, own = (
        YamlItem(wording.file, row.id, wording.take(key, dict, {}))
        for key in ("reasons", "reasons_own")
    )
    reasons = [YamlItem(row.file, row.id, raw) for raw in row.take("reasons", list, [])]
    made = []
    for reason in reasons:
        id = reason.words("id")
        ids = reason.texts("signals")
        reason.refuse_leftovers()
        signals = reader.linked(row, ids, Signal)
        made.append(PictureReason(id, signals, texts.words(id), own.text(id, "")))
    texts.refuse_leftovers()
    own.refuse_leftovers()
    return {"reasons": tuple(made)}


def only_red_flags(reader: ContentReader, row: YamlItem, _wording: YamlItem) -> dict[str, Any]:
    """Refuse urgent help for what is no red flag."""
    ids = row.texts("signals")
    flags = reader.linked(row, ids, Signal)
    if calm := [flag.id for flag in flags if not flag.acute]:
        raise row.refused(f"{calm[0]} is no red flag.")
    return {"signals": frozenset(ids)}
