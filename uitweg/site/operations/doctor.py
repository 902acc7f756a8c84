"""`./run doctor`: say in sentences what is right and what is wrong on this machine."""

import os

from uitweg.platform.content import levels
from uitweg.platform.openid import discovery
from uitweg.platform.openid.client_key import public_jwk
from uitweg.platform.openid.provider import Provider, SignOnRefused
from uitweg.platform.sandbox.trial.run import Trial, try_measure

PROMISES = {
    "memory": "No other program of this user reads the memory of Uitweg’s processes.",
    "limits": "What reads a stranger’s file takes no more memory than it may.",
    "files": "It opens no file except program code, and writes none (Landlock).",
    "calls": "It starts no program, makes no connection and signals nobody (seccomp).",
    "network": "It has a network of its own, with nothing in it (user namespace).",
}
"""What each measure of the box for parsers of strangers' files gives."""
REMEDIES = {
    "memory": "Another program of this user can read it.",
    "limits": "A limit on memory is not obeyed here.",
    "files": "It needs Linux 5.13 or newer with Landlock switched on (lsm=landlock,… on the "
    "kernel’s command line). Until then it can read what the door itself can read.",
    "calls": "It needs libseccomp (Debian and Ubuntu: apt install libseccomp2) and a kernel "
    "with seccomp.",
    "network": "Users may make no namespaces here.",
}
AS_ROOT = "Nothing hides from root: start Uitweg as a user of its own (docs/start.md, 1)."
OPTIONAL = "network"
"""Many machines forbid it on purpose, and without it `calls` shuts the network too."""


def examine() -> tuple[list[str], int]:
    """Return the sentences to print, and the exit code: 1 when something is wrong."""
    trials = {measure: try_measure(measure) for measure in PROMISES}
    covered = trials["calls"].holds
    lines = ["The box in which strangers’ files are read:"]
    lines += [_sentence(trial, covered=covered) for trial in trials.values()]
    wrong = [trial for trial in trials.values() if not trial.holds and trial.measure != OPTIONAL]
    provider_lines, provider_is_wrong = _sign_on()
    lines += ["", *_languages(), "", *provider_lines]
    return lines, 1 if wrong or provider_is_wrong else 0


def _sign_on() -> tuple[list[str], bool]:
    """Return whether the provider of single sign-on answers as it should, and what it must know."""
    from django.conf import settings

    provider: Provider | None = settings.SIGN_ON
    if provider is None:
        return ["Single sign-on: no provider (docs/sign-on.md)."], False
    lines = [f"Single sign-on by {provider.name}, {provider.issuer}:"]
    try:
        published = discovery.published_by(provider)
        published.metadata()
        published.fetch_keys()
        lines.append("  holds    It answers, and keeps the profile.")
    except SignOnRefused as error:
        lines.append(f"  WRONG    It does not do: {error.why} (docs/sign-on.md says what that is).")
    lines.append(f"  to register there: redirect address {provider.redirect_uri}")
    lines.append(f"  to register there: public key {public_jwk(provider.private_key)}")
    return lines, "WRONG" in lines[1]


def _languages() -> list[str]:
    """Return which languages are on, and which of those no native speaker has read yet."""
    on = levels()
    unread = [
        f"  unread   No native speaker has read {level.name} ({level.id}) yet; its pages say so."
        for level in on
        if level.is_unread
    ]
    return [f"Languages that are on: {', '.join(level.id for level in on)}.", *unread]


def _sentence(trial: Trial, *, covered: bool) -> str:
    promise = PROMISES[trial.measure]
    if trial.holds:
        return f"  holds    {promise}"
    remedy = REMEDIES[trial.measure]
    if trial.measure == "memory" and os.geteuid() == 0:
        remedy = AS_ROOT
    if trial.measure == OPTIONAL and covered:
        return f"  not here {promise} {remedy} The line above shuts the network too."
    return f"  WRONG    Not so: “{promise}” {remedy}"
