"""The addresses of the duty pages."""

from django.urls import path

from uitweg.casework.duty.views import emergency_access, pages, steps

urlpatterns = [
    path("oproepen/", pages.pages, name="pages"),
    path("oproep/<int:page_id>/", pages.page, name="page"),
    path("oproep/<int:page_id>/oppakken/", pages.take_page, name="take-page"),
    path("oproep/<int:page_id>/doorgeven/", pages.pass_page, name="pass-page"),
    path("oproep/<int:page_id>/langer/", pages.extend_page, name="extend-page"),
    path("oproep/<int:page_id>/klaar/", pages.finish_page, name="finish-page"),
    path(
        "casus/<int:case_id>/noodtoegang/",
        emergency_access.use_emergency_access,
        name="use-emergency-access",
    ),
    path(
        "casus/<int:case_id>/noodtoegang/melding/",
        emergency_access.open_sources,
        name="open-sources",
    ),
    path("dienst/stappen/", steps.page_steps, name="page-steps"),
    path("dienst/stappen/tekenen/", steps.sign_steps, name="sign-steps"),
]
