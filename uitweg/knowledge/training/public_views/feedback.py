"""Three questions after a session: each is one tap, and only the third stores anything."""

from django.core.exceptions import BadRequest
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from uitweg.knowledge.training.actions import feedback as actions
from uitweg.knowledge.training.forms.feedback import LONGEST_BODY, read_answers
from uitweg.knowledge.training.rules.sessions import (
    FeedbackAnswer,
    FeedbackQuestion,
    SessionFeedback,
)
from uitweg.platform.accounts.rules import open_to_everyone
from uitweg.platform.content import levels, load
from uitweg.platform.content.files.levels import split_address

FEEDBACK_PATH = "/leren/terug/<str:code>/"


@open_to_everyone
@require_http_methods(["GET", "HEAD", "POST"])
def session_feedback(request: HttpRequest, code: str) -> HttpResponse:
    """Ask the next question; thank after the third, or say that nothing was stored.

    A wrong code and a session that takes no answers give the same page.
    """
    if request.method == "POST" and len(request.body) > LONGEST_BODY:
        raise BadRequest("longer than any answers")
    answers = read_answers(request.POST)
    if answers is None:
        raise BadRequest("no answers to our questions")
    try:
        session = actions.open_session(code, now=timezone.now())
        if session is None:
            return _feedback_page(request, "closed", status=404)
        if len(answers) < len(FeedbackQuestion):
            return _feedback_page(request, "ask", answers)
        feedback = SessionFeedback(**{each.value: answers[each] for each in FeedbackQuestion})
        is_stored = actions.add_answer(session=session, feedback=feedback)
    except DatabaseError:
        is_stored = False
    return (
        _feedback_page(request, "thanks")
        if is_stored
        else _feedback_page(request, "busy", status=503)
    )


def _feedback_page(
    request: HttpRequest,
    stage: str,
    answers: dict[FeedbackQuestion, FeedbackAnswer] | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    given = answers or {}
    question = next((each for each in FeedbackQuestion if each not in given), "")
    say = load(level=split_address(request.path, levels())[0].id).training
    context = {
        "stage": stage,
        "given": [(each.value, answer.value) for each, answer in given.items()],
        "say": say,
        "question": question,
        "question_words": say.get(f"feedback_{question}", ""),
        "number": len(given) + 1,
        "most": len(FeedbackQuestion),
        "choices": [
            (answer.value, say.get(f"feedback_{question}_{answer.name.lower()}", ""))
            for answer in FeedbackAnswer
        ],
        "address": request.path,
    }
    response = render(request, "training/session_feedback.html", context, status=status)
    response["Cache-Control"] = "no-store"
    return response
