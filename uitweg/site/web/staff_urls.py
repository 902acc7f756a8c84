"""The addresses of the staff door; each needs a permission, except those to log in."""

from django.urls import include, path

from uitweg.site.web import staff_health, style_page

urlpatterns = [
    path("health", staff_health.health, name="health"),
    path("", include("uitweg.platform.accounts.urls")),
    path("", include("uitweg.casework.dashboard.urls")),
    path("", include("uitweg.channel.urls")),
    path("", include("uitweg.casework.cases.urls")),
    path("", include("uitweg.casework.search.urls")),
    path("", include("uitweg.casework.subject_access.urls")),
    path("", include("uitweg.casework.documents.urls")),
    path("", include("uitweg.casework.spreadsheets.urls")),
    path("", include("uitweg.casework.partners.urls")),
    path("", include("uitweg.casework.appraisal.urls")),
    path("", include("uitweg.casework.retention.urls")),
    path("", include("uitweg.casework.duty.urls")),
    path("", include("uitweg.figures.urls")),
    path("", include("uitweg.knowledge.guide.urls")),
    path("", include("uitweg.knowledge.training.urls")),
    path("stijl/", style_page.style, name="style"),
]
handler400 = "uitweg.site.web.failures.bad_request"
handler403 = "uitweg.site.web.failures.not_allowed"
handler404 = "uitweg.site.web.failures.not_found"
handler500 = "uitweg.site.web.too_late.broken"
