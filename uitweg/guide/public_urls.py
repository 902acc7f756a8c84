"""The guide's addresses on the public door: published pages, and the view behind them."""

from django.urls import path

from uitweg.guide.open_data_views import open_data
from uitweg.guide.pages import pages
from uitweg.guide.public_views import page, route

urlpatterns = [
    path(where.removeprefix("/"), route if where.endswith("/hulp/") else page, name=each.name)
    for where, each in pages().items()
]
urlpatterns.append(path("open/<path:rest>", open_data, name="open-data-documents"))
