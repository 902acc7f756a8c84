"""How many wishes to delete are carried out without asking a person."""

LEAST_WISHES_A_DAY = 20


def most_wishes_a_day(conversations: int) -> int:
    """Return how many wishes of one day go by themselves, in a channel of this size.

    A fiftieth of the `conversations` that the team took up, and never fewer than a school class
    may have on one day. A day, because of a deletion no hour is kept (docs/adr/0038).
    """
    return max(LEAST_WISHES_A_DAY, conversations // 50)
