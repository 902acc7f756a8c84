"""The addresses of insight."""

from django.urls import path

from uitweg.casework.subject_access import views

urlpatterns = [
    path("casus/<int:case_id>/inzage/", views.show, name="case-insight"),
    path("casus/<int:case_id>/inzage/bewaar/", views.save, name="case-insight-save"),
    path("casus/<int:case_id>/inzage/terug/", views.back, name="case-insight-back"),
    path("casus/<int:case_id>/inzage/pakket/", views.look, name="case-insight-look"),
    path("casus/<int:case_id>/inzage/akkoord/", views.agree, name="case-insight-agree"),
    path("casus/<int:case_id>/inzage/ophalen/", views.give, name="case-insight-give"),
]
