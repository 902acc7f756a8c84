"""The addresses of the public door; no code of other parts is loaded in its process."""

from django.urls import include, path

from uitweg.site.web import public_health

urlpatterns = [
    path("health", public_health.health, name="health"),
    path("", include("uitweg.knowledge.guide.public_urls")),
    path("", include("uitweg.knowledge.signalcheck.public_urls")),
    path("", include("uitweg.knowledge.training.public_urls")),
    path("", include("uitweg.knowledge.published_figures.public_urls")),
    path("", include("uitweg.channel.public_urls")),
]
handler400 = "uitweg.knowledge.guide.public_views.pages.bad_request"
handler404 = "uitweg.knowledge.guide.public_views.pages.not_found"
handler500 = "uitweg.knowledge.guide.public_views.pages.broken"
