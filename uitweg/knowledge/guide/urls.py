"""The guide's address on the staff door."""

from django.urls import path

from uitweg.knowledge.guide.views.content_owner import content_owner

urlpatterns = [path("beheer/inhoud/", content_owner, name="content-owner")]
