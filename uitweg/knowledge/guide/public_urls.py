"""The guide's addresses on the public door; mostly answered with published pages."""

from django.urls import path

from uitweg.knowledge.guide.public_views.open_data_pages import open_data
from uitweg.knowledge.guide.public_views.page_words import guide_pages
from uitweg.knowledge.guide.public_views.pages import page, route
from uitweg.knowledge.guide.public_views.votes import VOTES_PATH, helped
from uitweg.platform.content import levels

urlpatterns = [
    path(
        address.removeprefix("/"),
        route if address.endswith("/hulp/") else page,
        name=guide_page.name,
    )
    for address, guide_page in guide_pages().items()
]
urlpatterns.append(path("open/<path:rest>", open_data, name="open-data-documents"))
urlpatterns += [
    path(level.address(VOTES_PATH).removeprefix("/"), helped, name=f"helped-{level.id}")
    for level in levels()
]
