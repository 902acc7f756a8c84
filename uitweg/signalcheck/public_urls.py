"""The check's addresses on the public door; their GET is a published page."""

from django.urls import path

from uitweg.signalcheck.places import places
from uitweg.signalcheck.public_views import check

urlpatterns = [
    path(where.removeprefix("/"), check, name=place.name) for where, place in places().items()
]
