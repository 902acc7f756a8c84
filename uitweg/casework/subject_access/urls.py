"""The addresses of insight."""

from django.urls import path

from uitweg.casework.subject_access import views

urlpatterns = [
    path("casus/<int:case_id>/inzage/", views.show_package, name="case-insight"),
    path("casus/<int:case_id>/inzage/bewaar/", views.save_package, name="case-insight-save"),
    path("casus/<int:case_id>/inzage/terug/", views.reopen_package, name="case-insight-back"),
    path("casus/<int:case_id>/inzage/pakket/", views.preview_package, name="case-insight-look"),
    path("casus/<int:case_id>/inzage/akkoord/", views.agree_to_package, name="case-insight-agree"),
    path("casus/<int:case_id>/inzage/ophalen/", views.hand_out_package, name="case-insight-give"),
]
