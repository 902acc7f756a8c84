"""The staff door's own addresses."""

from django.urls import path

from uitweg.access import own_views, views

urlpatterns = [
    path("", views.home, name="home"),
    path("inloggen/", views.log_in, name="login"),
    path("uitloggen/", views.log_out, name="logout"),
    path("welkom/", views.join, name="join"),
    path("sleutel/", views.key, name="key"),
    path("ik/", own_views.me, name="me"),
    path("ik/passkey/bewijs/", own_views.prove, name="passkey-prove"),
    path("ik/passkey/toevoegen/", own_views.add, name="passkey-add"),
    path("ik/passkey/weghalen/", own_views.remove, name="passkey-remove"),
    path("beheer/leden/", views.members, name="members"),
    path("beheer/leden/uitnodigen/", views.invite, name="invite"),
    path("beheer/leden/<int:member_id>/opnieuw/", views.invite_again, name="invite-again"),
    path("beheer/leden/<int:member_id>/toelaten/", views.admit, name="admit"),
    path("beheer/leden/<int:member_id>/beeindigen/", views.end_membership, name="end-membership"),
    path("logboek/", views.trail_page, name="trail"),
    path("health", views.health, name="health"),
]
