"""The signal check: a form or questions, then one next step. Nothing is stored anywhere."""

from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

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

TemplateAndContext = tuple[str, dict[str, Any]]


@open_to_everyone
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """Show the form or first question (GET, mostly served as a published page), or go on (POST)."""
    address = check_addresses()[request.path]
    template, context = address.template, address.words()
    if request.method == "POST":
        if len(request.body) > LONGEST_BODY:
            raise BadRequest("longer than any check")
        template, context = _next_page(with_pressed_button(request.POST), address)
    context |= {"place": address, "day": timezone.localdate()}
    response = render(request, template, context)
    response["Cache-Control"] = "no-store"
    return response


def _next_page(posted: QueryDict, address: CheckAddress) -> TemplateAndContext:
    """Return the page after these answers: form, next question, details, or outcome."""
    content, again = address.content, "again" in posted
    answers = read_answers(posted, content.check.questions)
    if again and answers:  # back from the outcome: ask the last question again
        posted = posted.copy()
        posted["back"] = [*answers][-1]
        answers = read_answers(posted, content.check.questions)
    check_answers = read_check_answers(posted, content, own=address.about_self)
    hidden, own = hidden_fields(posted, check_answers, content), check_answers.about_self
    advice = advice_for(check_answers, content)
    may_ask_on = "back" in posted or not (advice.urgent or "stop" in posted)
    if (
        may_ask_on
        and not check_answers.signals
        and (address.one_by_one or "a" in posted or "past" in posted)
    ):
        without_stop = [field for field in hidden if field[0] != "stop"]
        question = question_words(
            content,
            own=own,
            answers=answers,
            hidden=without_stop,
            who_known="who" in posted and not again,
        )
        if question:
            return "signalcheck/question.html", question
    if again:
        return "signalcheck/form.html", form_words(
            content, own=own, check_answers=check_answers, hidden=hidden
        )
    if "more" in posted and check_answers.signals and not advice.urgent:
        return "signalcheck/more.html", detail_words(content, check_answers, own=own, hidden=hidden)
    return "signalcheck/outcome.html", outcome_words(content, check_answers, advice, hidden)
