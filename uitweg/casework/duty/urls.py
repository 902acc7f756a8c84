"""The addresses of the duty pages."""

from django.urls import URLPattern, path

from uitweg.casework.duty.views import reachability

urlpatterns: list[URLPattern] = [
    path("dienst/bereikbaar/", reachability.reachability, name="reachability"),
    path(
        "dienst/bereikbaar/<int:channel_id>/proef/", reachability.test_channel, name="test-channel"
    ),
    path(
        "dienst/bereikbaar/<int:channel_id>/code/",
        reachability.confirm_channel,
        name="confirm-channel",
    ),
    path(
        "dienst/bereikbaar/<int:channel_id>/weg/",
        reachability.remove_channel,
        name="remove-channel",
    ),
]
