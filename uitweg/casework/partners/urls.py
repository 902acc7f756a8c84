"""Addresses of partners: the directory, referrals, conferences, and what a partner opens."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
