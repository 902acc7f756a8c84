"""The part that talks with partners: organisations, and all that is sent to them."""

from importlib import import_module

from django.apps import AppConfig

ROOMS_THAT_FOLLOW_ANSWERS = ("referrals.actions.states", "asked_actions.actions")


class PartnersConfig(AppConfig):
    name = "uitweg.casework.partners"

    def ready(self) -> None:
        """Load what registers itself with the dispatch, so that no answer goes unheard."""
        for room in ROOMS_THAT_FOLLOW_ANSWERS:
            import_module(f"{self.name}.{room}")
