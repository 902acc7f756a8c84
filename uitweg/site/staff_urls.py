"""The staff door: every address behind a permission, but for coming in."""

from django.urls import include, path

from uitweg.site import style_page

urlpatterns = [
    path("", include("uitweg.access.urls")),
    path("", include("uitweg.desk.urls")),
    path("", include("uitweg.reports.urls")),
    path("", include("uitweg.cases.urls")),
    path("", include("uitweg.search.urls")),
    path("", include("uitweg.insight.urls")),
    path("", include("uitweg.papers.urls")),
    path("", include("uitweg.lists.urls")),
    path("", include("uitweg.keeping.urls")),
    path("", include("uitweg.guide.urls")),
    path("stijl/", style_page.style, name="style"),
]
handler400 = "uitweg.site.failures.bad_request"
handler403 = "uitweg.site.failures.not_allowed"
handler404 = "uitweg.site.failures.not_found"
handler500 = "uitweg.site.too_late.broken"
