"""The check's addresses on the public door; their GET is a published page."""

from django.urls import path

from uitweg.knowledge.signalcheck.public_views.addresses import check_addresses
from uitweg.knowledge.signalcheck.public_views.check import check

urlpatterns = [
    path(where.removeprefix("/"), check, name=place.name)
    for where, place in check_addresses().items()
]
