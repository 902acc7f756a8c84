"""Read the answers posted after a session."""

from django.http import QueryDict

from uitweg.knowledge.training.rules.sessions import FeedbackAnswer, FeedbackQuestion

LONGEST_BODY = 500  # bytes; three answers are about 40


def read_answers(posted: QueryDict) -> dict[FeedbackQuestion, FeedbackAnswer] | None:
    """Return the answers so far, in the order of the questions; None for anything else.

    A question is answered only after those before it; each once, with one of its three answers.
    """
    answers = dict[FeedbackQuestion, FeedbackAnswer]()
    for question in FeedbackQuestion:
        typed = posted.getlist(question)
        if not typed:
            break
        if len(typed) != 1 or typed[0] not in {str(answer.value) for answer in FeedbackAnswer}:
            return None
        answers[question] = FeedbackAnswer(int(typed[0]))
    return answers if set(posted) == {question.value for question in answers} else None
