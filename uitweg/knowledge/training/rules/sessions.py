"""Sessions of trainers: for whom, how long, when feedback is open, and which counts may be shown.

Source: uitweg-own.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum

from uitweg.platform.choices import Choices

LONGEST_PLACE = 120
LONGEST_MATERIAL = 100
CODE_LETTERS = "bcdfghjkmnpqrstvwxz23456789"
CODE_LENGTH = 6
"""Typed from a sheet: no vowels, so no words, and nothing that looks like another letter."""
MOST_PEOPLE = 500
MOST_ANSWERS = 500
"""More answers of one kind to one session are no room of people; they are not counted."""
MOST_ANSWERS_WAITING = 1000
"""So many may wait for the worker, who counts every ten seconds; a flood fills no more."""
FEWEST_SHOWN = 5
"""Below so many answers a count could be about one person that the trainer knows."""
FEEDBACK_LASTS = timedelta(days=7)
COUNTED_LATE = timedelta(days=1)
"""An answer has no moment, so this long after the end the worker still counts what waited."""


class SessionAudience(Choices):
    """For whom a session is."""

    SCHOOL = "school", "School"
    YOUTH_WORK = "youth-work", "Jongerenwerk"
    POLICE = "police", "Politie en handhaving"
    CARE = "care", "Zorg en jeugdhulp"
    JUSTICE = "justice", "Justitie"
    BUSINESS = "business", "Hotels, balies en winkels"
    PARENTS = "parents", "Ouders en bewoners"
    YOUNGSTERS = "youngsters", "Jongeren"
    OTHERS = "others", "Anderen"


LENGTHS = (30, 45, 60, 90, 120, 180)  # minutes


class FeedbackQuestion(StrEnum):
    """What is asked after a session: what people will do, and whether they practised it."""

    KNOWS_STEP = "knows_step"
    WILL_DO = "will_do"
    PRACTISED = "practised"


QUESTION_WORDS = {
    FeedbackQuestion.KNOWS_STEP: "Morgen zie je een signaal. Weet je wat je dan doet?",
    FeedbackQuestion.WILL_DO: "Ga je iets van vandaag doen?",
    FeedbackQuestion.PRACTISED: "Heb je vandaag zelf gekozen of geoefend?",
}
"""As on the public page at the first level (content/words/nl/training.yaml); a test compares."""


class FeedbackAnswer(IntEnum):
    """The three answers to each question."""

    YES = 1
    PARTLY = 2
    NO = 3


@dataclass(frozen=True)
class SessionFeedback:
    """The three answers of one person, who is not known."""

    knows_step: FeedbackAnswer
    will_do: FeedbackAnswer
    practised: FeedbackAnswer


def takes_feedback(starts_at: datetime, *, is_cancelled: bool, now: datetime) -> bool:
    """Tell whether people can answer: from the start of a session, for seven days."""
    return not is_cancelled and starts_at <= now < starts_at + FEEDBACK_LASTS


def counts_answers(starts_at: datetime, *, is_cancelled: bool, now: datetime) -> bool:
    """Tell whether the worker counts an answer that it finds now."""
    return not is_cancelled and starts_at <= now < starts_at + FEEDBACK_LASTS + COUNTED_LATE


type AnswerCounts = Mapping[tuple[str, int], int]
"""How many gave an answer, by question and answer."""


def people_who_answered(counts: AnswerCounts) -> int:
    """Return how many people answered; every one of them answered all questions."""
    first = FeedbackQuestion.KNOWS_STEP
    return sum(counts.get((first, answer), 0) for answer in FeedbackAnswer)


def shown_counts(counts: AnswerCounts) -> dict[FeedbackQuestion, list[int]]:
    """Return per question how many said yes, partly and no; nothing while there are too few."""
    if people_who_answered(counts) < FEWEST_SHOWN:
        return {}
    return {
        question: [counts.get((question, answer), 0) for answer in FeedbackAnswer]
        for question in FeedbackQuestion
    }
