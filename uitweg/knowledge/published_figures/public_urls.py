"""The addresses of the figures on the public door; mostly answered as published."""

from django.urls import path

from uitweg.knowledge.published_figures.public_views.documents import COLLECTIONS, figure_document
from uitweg.knowledge.published_figures.public_views.figures import figures, page_addresses
from uitweg.platform.content import levels
from uitweg.platform.content.values.figures import FIGURES_PATH

_ROOT = FIGURES_PATH.removeprefix("/")

urlpatterns = [
    *(
        path(
            address.removeprefix("/"),
            figures,
            name="figures" if level == levels()[0].id else f"figures-{level}",
        )
        for address, level in page_addresses().items()
    ),
    *(path(address.removeprefix("/"), figure_document) for address in COLLECTIONS),
    path(f"{_ROOT}<int:year>/<slug:name>.csv", figure_document, name="figure-csv"),
    path(f"{_ROOT}<int:year>/<slug:name>.json", figure_document, name="figure-json"),
]
