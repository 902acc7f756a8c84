"""The addresses of training on the staff door."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
