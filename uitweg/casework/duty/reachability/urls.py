"""Addresses of how a member is reached when on duty."""

from django.urls import path

from uitweg.casework.duty.reachability import views

urlpatterns = [
    path("dienst/bereikbaar/", views.reachability, name="reachability"),
    path("dienst/bereikbaar/<int:channel_id>/proef/", views.test_channel, name="test-channel"),
    path(
        "dienst/bereikbaar/<int:channel_id>/code/",
        views.confirm_channel,
        name="confirm-channel",
    ),
    path(
        "dienst/bereikbaar/<int:channel_id>/weg/",
        views.remove_channel,
        name="remove-channel",
    ),
]
