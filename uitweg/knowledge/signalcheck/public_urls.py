"""The check's addresses on the public door; their GET is a published page."""

from django.urls import path

from uitweg.knowledge.signalcheck.public_views.check import check
from uitweg.knowledge.signalcheck.public_views.places import places

urlpatterns = [
    path(where.removeprefix("/"), check, name=place.name) for where, place in places().items()
]
