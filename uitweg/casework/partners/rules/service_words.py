"""For whom a service is, in words."""

from typing import Protocol

from uitweg.casework.partners.rules.directory import ServedSex

SEX_WORDS = {
    ServedSex.ALL: "jongens en meisjes",
    ServedSex.BOYS: "jongens",
    ServedSex.GIRLS: "meisjes",
}


class Eligibility(Protocol):
    """A service, as far as it says whom it takes."""

    served_sex: str
    min_age: int | None
    max_age: int | None


def who_words(service: Eligibility) -> str:
    """Return "jongens 12 t/m 17"."""
    sexes = SEX_WORDS[ServedSex(service.served_sex)]
    match service.min_age, service.max_age:
        case None, None:
            return sexes
        case lowest, None:
            return f"{sexes} vanaf {lowest}"
        case None, highest:
            return f"{sexes} t/m {highest}"
        case lowest, highest:
            return f"{sexes} {lowest} t/m {highest}"
