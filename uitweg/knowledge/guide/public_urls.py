"""The guide's addresses on the public door: published pages, and the view behind them."""

from django.urls import path

from uitweg.knowledge.guide.public_views.open_data_pages import open_data
from uitweg.knowledge.guide.public_views.page_words import guide_pages
from uitweg.knowledge.guide.public_views.pages import page, route

urlpatterns = [
    path(where.removeprefix("/"), route if where.endswith("/hulp/") else page, name=each.name)
    for where, each in guide_pages().items()
]
urlpatterns.append(path("open/<path:rest>", open_data, name="open-data-documents"))
