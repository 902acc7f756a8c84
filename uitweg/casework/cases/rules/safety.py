"""The risk for the youngster."""

from uitweg.platform.choices import Choices


class Risk(Choices):
    """How unsafe a member of the team judged the youngster to be; never calculated."""

    UNKNOWN = "unknown", "Nog niet beoordeeld"
    LOW = "low", "Nu veilig genoeg"
    HIGH = "high", "Onveilig"
    ACUTE = "acute", "Acuut gevaar"


UNSAFE_RISKS = frozenset({Risk.HIGH, Risk.ACUTE})
