"""The address of handing a case over to a colleague."""

from django.urls import path

from uitweg.casework.cases.handing_over import views

urlpatterns = [
    path("casus/<int:case_id>/overdragen/", views.hand_over, name="hand-over"),
]
