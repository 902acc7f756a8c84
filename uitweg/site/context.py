"""What every template may say: the city, and whether this is the demo."""

from django.conf import settings
from django.http import HttpRequest


def everywhere(_request: HttpRequest) -> dict[str, object]:
    return {"city": settings.CITY, "demo": settings.DEMO}
