"""The provider that a city chose, and why a sign-on with it is refused."""

from dataclasses import dataclass, field

ALGORITHMS = ("PS256", "ES256", "RS256")
"""For signatures, the best first. Source: OpenID.NLGov 1.0.1, Algorithms: RS256 or as strong."""


class SignOnRefused(Exception):
    """The provider's answer does not hold; `why` is a fixed word, never a part of the answer."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True)
class Provider:
    """What a city sets: the provider's issuer and name, and how we are known to it.

    `private_key` is PEM. `acr_values` are the levels of assurance that count; empty: any.
    """

    issuer: str
    name: str
    client_id: str
    private_key: bytes = field(repr=False)
    redirect_uri: str
    acr_values: tuple[str, ...] = ()
    is_required: bool = False
