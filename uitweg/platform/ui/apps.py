"""The look of every page, and what parts register with each other."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class UiConfig(AppConfig):
    name = "uitweg.platform.ui"

    def ready(self) -> None:
        """Load the module `slots` of each part: what it shows and does elsewhere."""
        autodiscover_modules("slots")
