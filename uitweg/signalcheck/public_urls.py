"""The check's addresses on the public door; their GET is a published page."""

from django.urls import path

from uitweg.signalcheck.public_views import check

urlpatterns = [
    path("check/", check, name="check"),
    path("check/zelf/", check, name="check-own"),
]
