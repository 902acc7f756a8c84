"""Addresses of the state of a case, its ground and its end."""

from django.urls import path

from uitweg.casework.cases.workflow.views import closing, workflow

urlpatterns = [
    path("casus/<int:case_id>/verder/", workflow.change_case_state, name="change-case-state"),
    path(
        "casus/<int:case_id>/grondslag/",
        workflow.set_ground_and_review,
        name="set-ground-and-review",
    ),
    path("casus/<int:case_id>/sluiten/", closing.close_case, name="close-case"),
    path("casus/<int:case_id>/akkoord/", closing.agree_to_close, name="agree-to-close"),
]
