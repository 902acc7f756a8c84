"""How long it takes until every case has its new key, in words for before the lead begins."""

CASES_A_MINUTE = 3000
"""On two cores with other work beside it; a machine that is full takes several times as long."""


def how_long(cases: int) -> str:
    """Return about how long it takes to make the keys of so many cases anew, in Dutch."""
    minutes = -(-cases // CASES_A_MINUTE)
    if minutes <= 1:
        return "minder dan een minuut"
    if minutes < 90:
        return f"ongeveer {minutes} minuten"
    return f"ongeveer {round(minutes / 60)} uur"
