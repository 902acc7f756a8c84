"""What every template may say: the city, whether this is the demo, and how to seal."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from uitweg.reports.models import TeamKey


def everywhere(_request: HttpRequest) -> dict[str, object]:
    return {"city": settings.CITY, "demo": settings.DEMO}


def sealing(_request: HttpRequest) -> dict[str, Any]:
    """Give the public door's pages the team's key and the scripts, made only when a page asks."""
    from uitweg.site.public_pages import sealing_words, team_on_page

    words = SimpleLazyObject(lambda: sealing_words("report"))
    named = ("word_list", "seal_js", "page_js", "fallback_url")
    return {"team": SimpleLazyObject(lambda: team_on_page(TeamKey.current()))} | {
        name: SimpleLazyObject(lambda name=name: words[name])  # type: ignore[misc]
        for name in named
    }
