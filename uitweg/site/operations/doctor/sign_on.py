"""Single sign-on: whether the provider answers as it should, and what it has to know."""

from uitweg.site.operations.doctor.finding import Findings, Patient, good, wrong

NONE = good("no-sign-on", "No provider of single sign-on is set (docs/sign-on.md).")
ANSWERS = good("sign-on-answers", "{name}, {issuer}, answers and keeps the profile.")
DOES_NOT_DO = wrong(
    "sign-on-fails",
    "{name}, {issuer}, does not do: {why} (docs/sign-on.md says what that is).",
    "Nobody can log in by single sign-on until the provider changes that.",
)
TO_REGISTER = good(
    "sign-on-register",
    "To register with the provider: redirect address {address}, public key {key}",
    "Compare it with what the provider has. The public key is not a secret.",
)


def examine(_patient: Patient) -> Findings:
    """Ask the provider what it publishes."""
    from django.conf import settings

    from uitweg.platform.openid import discovery
    from uitweg.platform.openid.client_key import public_jwk
    from uitweg.platform.openid.provider import Provider, SignOnRefused

    provider: Provider | None = settings.SIGN_ON
    if provider is None:
        yield NONE.found()
        return
    named = {"name": provider.name, "issuer": provider.issuer}
    try:
        published = discovery.published_by(provider)
        published.metadata()
        published.fetch_keys()
        yield ANSWERS.found(**named)
    except SignOnRefused as error:
        yield DOES_NOT_DO.found(**named, why=error.why)
    key = public_jwk(provider.private_key)
    yield TO_REGISTER.found(address=provider.redirect_uri, key=key)
