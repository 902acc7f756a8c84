"""The addresses of search."""

from django.urls import path

from uitweg.casework.search import views

urlpatterns = [
    path("zoeken/", views.search, name="search"),
    path("belnotitie/bekend/", views.call_known, name="call-known"),
]
