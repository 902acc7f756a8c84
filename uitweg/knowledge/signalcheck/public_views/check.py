"""The check: a form or questions, and an answer with one next step. It stores nothing, anywhere."""

from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone

from uitweg.knowledge.signalcheck.forms import (
    LONGEST_BODY,
    hidden_fields,
    read_answers,
    read_check_answers,
    with_pressed_button,
)
from uitweg.knowledge.signalcheck.public_views.addresses import CheckAddress, check_addresses
from uitweg.knowledge.signalcheck.public_views.outcome import outcome_words
from uitweg.knowledge.signalcheck.public_views.questions import (
    detail_words,
    form_words,
    question_words,
)
from uitweg.knowledge.signalcheck.rules.advice import advice_for
from uitweg.platform.accounts.rules import open_to_everyone

TemplateAndWords = tuple[str, dict[str, Any]]


@open_to_everyone
def check(request: HttpRequest) -> HttpResponse:
    """GET the form or the first question (this is the way behind the published one), POST on."""
    place = check_addresses()[request.path]
    template, words = place.template, place.words()
    if request.method == "POST":
        if len(request.body) > LONGEST_BODY:
            raise BadRequest("longer than any check")
        template, words = _next_page(with_pressed_button(request.POST), place)
    words |= {"place": place, "day": timezone.localdate()}
    answer = render(request, template, words)
    answer["Cache-Control"] = "no-store"
    return answer


def _next_page(posted: QueryDict, place: CheckAddress) -> TemplateAndWords:
    """Return what follows on an answer: the form again, the next question, or the outcome."""
    content, again = place.content, "again" in posted
    answers = read_answers(posted, content.check.questions)
    if again and answers:  # ask the last question once more
        posted = posted.copy()
        posted["back"] = [*answers][-1]
        answers = read_answers(posted, content.check.questions)
    seen = read_check_answers(posted, content, own=place.own)
    told, own = hidden_fields(posted, seen, content), seen.own
    advice = advice_for(seen, content)
    asking = "back" in posted or not (advice.urgent or "stop" in posted)
    if asking and not seen.signals and (place.walk or "a" in posted or "past" in posted):
        kept = [pair for pair in told if pair[0] != "stop"]
        who = "who" in posted and not again
        if asks := question_words(content, own=own, answers=answers, hidden=kept, who_known=who):
            return "signalcheck/question.html", asks
    if again:
        return "signalcheck/form.html", form_words(content, own=own, seen=seen, hidden=told)
    if "more" in posted and seen.signals and not advice.urgent:
        return "signalcheck/more.html", detail_words(content, seen, own=own, hidden=told)
    return "signalcheck/outcome.html", outcome_words(content, seen, advice, told)
