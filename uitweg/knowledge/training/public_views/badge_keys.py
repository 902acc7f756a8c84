"""The public half of the key that signs badges, for who checks one elsewhere."""

import json
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from uitweg.knowledge.training.actions.certificates import site_badge_key
from uitweg.knowledge.training.public_views.certificates import ISSUER_FOLDER
from uitweg.platform.accounts.rules import open_to_everyone
from uitweg.platform.sealing import badge_keys

FOR_EVERY_SITE = {
    "Access-Control-Allow-Origin": "*",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Cache-Control": "no-cache",
}
"""A wallet in a browser reads these from another site."""


@open_to_everyone
@require_safe
def key_set(request: HttpRequest) -> HttpResponse:
    """Return the JWK set (RFC 7517)."""
    return _for_every_site(
        json.dumps(badge_keys.key_set(site_badge_key())), "application/jwk-set+json"
    )


@open_to_everyone
@require_safe
def pem(request: HttpRequest) -> HttpResponse:
    """Return the same key as a PEM file, as openbadgeslib's own command takes it."""
    return _for_every_site(site_badge_key().pem, "application/x-pem-file")


@open_to_everyone
@require_safe
def did_document(request: HttpRequest) -> HttpResponse:
    """Return what the did:web in a badge leads to; 404 at an address without https."""
    issuer = badge_keys.issuer_id(settings.PUBLIC_URL.rstrip("/") + ISSUER_FOLDER)
    if not issuer.startswith("did:"):
        raise Http404
    document: dict[str, Any] = badge_keys.did_document(site_badge_key(), issuer)
    return _for_every_site(json.dumps(document), "application/did+json")


def _for_every_site(content: str | bytes, media_type: str) -> HttpResponse:
    return HttpResponse(content, content_type=media_type, headers=FOR_EVERY_SITE)
