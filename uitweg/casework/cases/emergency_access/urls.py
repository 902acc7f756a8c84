"""Addresses of emergency access: seen by the owner, judged by a lead."""

from django.urls import path

from uitweg.casework.cases.emergency_access import views

urlpatterns = [
    path(
        "casus/noodtoegang/<int:access_id>/",
        views.mark_emergency_seen,
        name="mark-emergency-seen",
    ),
    path(
        "casussen/noodtoegang/",
        views.review_emergency_access,
        name="review-emergency-access",
    ),
]
