"""The public door: what the internet may reach, and nothing else is loaded."""

from django.urls import include, path

urlpatterns = [
    path("", include("uitweg.guide.public_urls")),
    path("", include("uitweg.signalcheck.public_urls")),
    path("", include("uitweg.reports.public_urls")),
]
handler400 = "uitweg.guide.public_views.bad_request"
handler404 = "uitweg.guide.public_views.not_found"
handler500 = "uitweg.guide.public_views.broken"
