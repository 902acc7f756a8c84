"""Addresses of the weighing of a case."""

from django.urls import URLPattern

COMPARTMENT: list[URLPattern] = []
WRITING: list[URLPattern] = []
JUDGING: list[URLPattern] = []
TIMELINE: list[URLPattern] = []
PAPERS: list[URLPattern] = []

urlpatterns = [*COMPARTMENT, *WRITING, *JUDGING, *TIMELINE, *PAPERS]
