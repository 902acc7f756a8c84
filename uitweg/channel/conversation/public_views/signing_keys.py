"""The public keys with which the team signs, for who checks a file of figures."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from uitweg.channel.conversation.models import TeamKey
from uitweg.platform.accounts.rules import open_to_everyone
from uitweg.platform.dutch_days import in_dutch
from uitweg.platform.sealing import signing

CONTENT_TYPE = "text/plain; charset=utf-8"
HEAD = """Met deze sleutels ondertekent het team zijn jaarbestanden met cijfers (Ed25519).
De nieuwste staat bovenaan. Een bestand van na de laatste dag van zijn sleutel is niet van ons.
"""


def signing_keys() -> bytes:
    """Return every key that the team has or had, the newest first: PEM with a line before each.

    Programs that read PEM skip those lines.
    """
    keys = TeamKey.objects.order_by("-id")
    return "\n".join([HEAD, *(_block(key) for key in keys)]).encode()


def _block(key: TeamKey) -> str:
    since = in_dutch(timezone.localdate(key.since))
    last_day = key.last_signing_day
    used = f"van {since} tot en met {in_dutch(last_day)}" if last_day else f"sinds {since}"
    return f"In gebruik {used}:\n{signing.verify_key_pem(bytes(key.verify_key))}"


@open_to_everyone
@require_safe
def signing_keys_file(request: HttpRequest) -> HttpResponse:
    """Send them, equal to the published file."""
    response = HttpResponse(signing_keys(), content_type=CONTENT_TYPE)
    response["Cache-Control"] = "no-cache"
    return response
