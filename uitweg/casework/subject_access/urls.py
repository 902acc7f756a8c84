"""The addresses of a subject access package."""

from django.urls import path

from uitweg.casework.subject_access import views

urlpatterns = [
    path("casus/<int:case_id>/inzage/", views.show_package, name="show-package"),
    path("casus/<int:case_id>/inzage/bewaar/", views.save_package, name="save-package"),
    path("casus/<int:case_id>/inzage/terug/", views.reopen_package, name="reopen-package"),
    path("casus/<int:case_id>/inzage/pakket/", views.preview_package, name="preview-package"),
    path("casus/<int:case_id>/inzage/akkoord/", views.agree_to_package, name="agree-to-package"),
    path("casus/<int:case_id>/inzage/ophalen/", views.hand_out_package, name="hand-out-package"),
]
