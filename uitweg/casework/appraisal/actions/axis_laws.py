"""The texts of the law on the time axis, as content/ has them."""

from uitweg.casework.appraisal.rules.axis import AxisLaw


def axis_laws() -> tuple[AxisLaw, ...]:
    """Return the texts of the law that the time axis shows."""
    return ()
