"""The signal check's addresses on the public door; a GET is mostly served as a published page."""

from django.urls import path

from uitweg.knowledge.signalcheck.public_views.addresses import check_addresses
from uitweg.knowledge.signalcheck.public_views.check import check

urlpatterns = [
    path(path_of_check.removeprefix("/"), check, name=address.name)
    for path_of_check, address in check_addresses().items()
]
