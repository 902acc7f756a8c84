"""What nobody has answered or verified yet, and whom to ask: `./run check-content --questions`."""

from collections import Counter
from collections.abc import Iterator

from uitweg.platform.content.checks.checking import shown_facts
from uitweg.platform.content.collection import Content
from uitweg.platform.content.loading import Root, load
from uitweg.platform.content.values.values import HowChecked

HOW_WORDS = {
    HowChecked.NOTES: "held beside our own notes of the source only",
    HowChecked.COPY: "read in a stored copy of the source, often only its beginning",
    HowChecked.PAGE: "held beside the source's own page on that day",
}


def questions_report(root: Root = None) -> str:
    """Return the questions for the city, what is unverified, and how the rest was checked.

    Raises InvalidContent when content/ has a mistake.
    """
    content = load(root)
    return "\n".join([*_questions(content), "", *_unverified(content), "", *_checked(content)])


def _questions(content: Content) -> Iterator[str]:
    yield "Ask the city before going live:"
    for number, question in enumerate(content.city_questions, start=1):
        yield f"{number}. {question.question}"
        yield f"   why: {question.why}"
        yield f"   ask: {question.ask}"
        yield f"   meanwhile: {question.meanwhile}"


def _unverified(content: Content) -> Iterator[str]:
    yield "Unverified, so not shown:"
    for fact in content.unverified:
        yield f"  {fact.id}: {fact.note or 'no note'} Ask: {fact.ask_whom or fact.owner}."
    yield "Shown, but with something missing or doubtful:"
    for fact in shown_facts(content):
        if fact.note:
            yield f"  {fact.id}: {fact.note} Ask: {fact.ask_whom or fact.owner}."
    if waiting := [promise.id for promise in content.promises if not promise.is_confirmed]:
        yield f"Promises to be confirmed by the team's lead: {', '.join(waiting)}."


def _checked(content: Content) -> Iterator[str]:
    yield "Beside what the shown facts were held (content/checks.yaml):"
    counts = Counter((fact.checked_on, fact.how_checked) for fact in shown_facts(content))
    for (day, how), count in sorted(counts.items(), key=str):
        yield f"  {day}: {count} {HOW_WORDS[how]}."
