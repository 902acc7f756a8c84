"""What may be counted of reports: how long they waited for their first answer."""

from collections import Counter

from uitweg.channel.answers.rules import wait_band
from uitweg.channel.conversation.models import AnswerTime
from uitweg.platform.days import quarter_of


def first_answers(year: int) -> Counter[tuple[str, ...]]:
    """Count the reports of this year that were answered, by quarter and by WAIT_BANDS."""
    rows = AnswerTime.objects.filter(month__year=year).values_list("month", "minutes")
    return Counter(
        (quarter_of(month), wait_band(minutes)) for month, minutes in rows.iterator(chunk_size=2000)
    )
