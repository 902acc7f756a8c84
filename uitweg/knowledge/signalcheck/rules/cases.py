"""The cases of content/cases, and whether the check gives them an answer that their writer accepts.

Three people wrote them, without knowing the questions or the rules of the check; the last twenty
after the rules were made. What somebody in a case would tick stands apart, in ticks.yaml.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

from uitweg.knowledge.signalcheck.rules.advice import Advice, advice_for
from uitweg.knowledge.signalcheck.rules.answers import AskerRole, CheckAnswers, Suddenness
from uitweg.knowledge.signalcheck.rules.judgement import Strength
from uitweg.platform.content import load
from uitweg.platform.content.collection import Content
from uitweg.platform.content.files.strict_yaml import YamlItem
from uitweg.platform.content.loading import content_folder

ROUNDS = ("a", "b", "c")
WORD_OF_STRENGTH = {
    Strength.DANGER: "not-asked",
    Strength.STRONG: "strong",
    Strength.SOME: "some",
    Strength.LITTLE: "little",
    Strength.KNOWN: "other",
    Strength.NOTHING: "little",
}
WORD_OF_STEP = {
    "call-emergency": "call-112",
    "call-suicide-prevention": "call-113",
    "advice-safe-at-home": "veilig-thuis",
    "childrens-line": "youth-helpline",
    "talk": "talk-with-youngster",
    "own-team": "own-school-or-team",
    "school": "own-school-or-team",
    "gp": "gp",
    "debt-help": "debt-help",
}
"""The writers' word for a next step; the steps that are not here are a call to the coordinator."""
WORDS_OF_HELPER = {
    "lawyer": "lawyer",
    "lawyer-professional": "lawyer",
    "comensha": "trafficking-helpline",
    "bank": "bank-or-victim-help",
    "images": "Helpwanted",
    "safe-at-home": "veilig-thuis",
    "own-team": "own-school-or-team",
    "school": "own-school-or-team",
    "gp": "gp",
    "childrens-line": "youth-helpline",
}
ALWAYS_SHOWN = {"call-112", "coordinator"}  # in the bar of each page; in each outcome of the check


@dataclass(frozen=True)
class CheckCase:
    """One story, who tells it, what they would tick, and what its writer accepts."""

    id: str
    who: str
    story: str
    answers: CheckAnswers
    accepted_pictures: frozenset[str]
    accepted_first: frozenset[str]
    never: frozenset[str]
    must_mention: tuple[str, ...]


@dataclass(frozen=True)
class Verdict:
    """What the check gives a case, in the writers' words, and what of it is not accepted."""

    case: CheckCase
    picture: str
    first: str
    missing: tuple[str, ...]

    @property
    def harms(self) -> bool:
        """Whether the writer says that this picture or first step would harm."""
        return bool({self.picture, self.first} & self.case.never)

    @property
    def accepted(self) -> bool:
        """Whether picture and first step are both accepted, and nothing given would harm."""
        return (
            self.picture in self.case.accepted_pictures
            and self.first in self.case.accepted_first
            and not self.harms
        )


def read_cases(round: str) -> list[CheckCase]:
    """Return the cases of one round, as its writer left them, with their ticks."""
    folder, name = content_folder(), f"cases/round-{round}.yaml"
    ticks = folder.yaml("cases/ticks.yaml")
    return [_case(YamlItem(name, "", raw), ticks) for raw in folder.yaml_list(name)]


def _case(row: YamlItem, ticks: YamlItem) -> CheckCase:
    id = row.words("id")
    ticked = YamlItem("cases/ticks.yaml", id, ticks.take(id, dict))
    return CheckCase(
        id=id,
        who=row.words("who"),
        story=row.words("story"),
        answers=CheckAnswers(
            signals=frozenset(ticked.texts("ticks")),
            sudden=cast("Suddenness", ticked.text("sudden", "unknown")),
            who=cast("AskerRole", ticked.words("about")),
            known=frozenset(ticked.texts("known", [])),
        ),
        accepted_pictures=frozenset(row.texts("accepted_picture")),
        accepted_first=frozenset(row.texts("accepted_first")),
        never=frozenset(row.texts("never", [])),
        must_mention=row.texts("must_mention", []),
    )


def verdict_on(case: CheckCase, content: Content) -> Verdict:
    """Return what the check gives this case."""
    advice = advice_for(case.answers, content)
    shown = _outcome_text(advice)
    return Verdict(
        case=case,
        picture=_picture(advice),
        first=WORD_OF_STEP.get(advice.next_step.id, "coordinator"),
        missing=tuple(each for each in case.must_mention if not _mentions(shown, each)),
    )


def _picture(advice: Advice) -> str:
    """Return the writers' word for what the signals say.

    Above danger that waits for the coordinator stands "call now"; that the signals fit exploitation
    is said below it, among the reasons.
    """
    fits = any(reason.title for reason in advice.reasons)
    if advice.strength == Strength.DANGER and advice.next_step.calls == "coordinator" and fits:
        return WORD_OF_STRENGTH[Strength.STRONG]
    return WORD_OF_STRENGTH[advice.strength]


def _outcome_text(advice: Advice) -> str:
    """Return everything that the outcome shows, as one lower-case text with the writers' words."""
    what, step = advice.what_to_do, advice.next_step
    own = advice.about_self
    said = [advice.picture.intro_own if own else advice.picture.intro, step.title, step.text]
    said += [*what.do, *what.say, *what.leave]
    said += [f"{helper.name} {helper.text}" for helper in advice.helpers]
    words = {WORDS_OF_HELPER.get(helper.id, "") for helper in advice.helpers} | ALWAYS_SHOWN
    words |= {WORD_OF_STEP.get(step.id, "coordinator")}
    words |= {"call-113"} if step.calls == "suicide-prevention" else set()
    if advice.known:
        said += [advice.known.title, advice.known.intro, advice.known.title_own]
    return " ".join([*said, *sorted(words)]).lower()


def _mentions(shown: str, phrase: str) -> bool:
    """Tell whether a phrase is shown: the words as they stand, or each longer word of it."""
    wanted = phrase.lower()
    long_words = [word for word in wanted.split() if len(word) > 4]
    return wanted in shown or (" " in wanted and all(word in shown for word in long_words))


def cases_report() -> tuple[str, bool]:
    """Return the table of `./run check-content --cases`, and whether nothing in it would harm."""
    content, lines, harmless = load(), list[str](), True
    for round in ROUNDS:
        verdicts = [verdict_on(case, content) for case in read_cases(round)]
        accepted = sum(verdict.accepted for verdict in verdicts)
        harmless = harmless and not any(verdict.harms for verdict in verdicts)
        lines += [f"Round {round}", *_rows(verdicts)]
        lines += [f"{accepted} of {len(verdicts)} accepted.", ""]
    return "\n".join(lines).rstrip(), harmless


def _rows(verdicts: list[Verdict]) -> Iterator[str]:
    for verdict in verdicts:
        case = verdict.case
        mark = "accepted" if verdict.accepted else f"NOT: wanted {_wanted(case)}"
        lacks = f"  (not in these words: {', '.join(verdict.missing)})" if verdict.missing else ""
        yield f"{case.id}  {case.who:24}{verdict.picture:11}{verdict.first:22}{mark}{lacks}"


def _wanted(case: CheckCase) -> str:
    pictures, first = sorted(case.accepted_pictures), sorted(case.accepted_first)
    return f"{' or '.join(pictures)}, {' or '.join(first)}"
