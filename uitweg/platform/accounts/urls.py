"""Addresses of logging in, the team, and a member's own page."""

from django.urls import path

from uitweg.platform.accounts.views import login, members, own_page, sign_on

urlpatterns = [
    path("", login.home, name="home"),
    path("inloggen/", login.log_in, name="log-in"),
    path("inloggen/via/", sign_on.start_sign_on, name="start-sign-on"),
    path("inloggen/via/terug/", sign_on.sign_on_return, name="sign-on-return"),
    path("inloggen/via/uit/", sign_on.sign_off, name="sign-off"),
    path("uitloggen/", login.log_out, name="log-out"),
    path("welkom/", members.join, name="join"),
    path("sleutel/", members.key, name="key"),
    path("ik/", own_page.me, name="me"),
    path("ik/wachtzin/", own_page.change_passphrase, name="change-passphrase"),
    path("ik/elders/uitloggen/", own_page.end_other_sessions, name="end-other-sessions"),
    path("ik/passkey/bewijs/", own_page.prove_passkey, name="prove-passkey"),
    path("ik/passkey/toevoegen/", own_page.add_passkey, name="add-passkey"),
    path("ik/passkey/weghalen/", own_page.remove_passkey, name="remove-passkey"),
    path("ik/account/", sign_on.provider_account, name="provider-account"),
    path("ik/account/koppelen/", sign_on.start_link, name="start-link"),
    path("beheer/leden/", members.members, name="members"),
    path("beheer/leden/uitnodigen/", members.invite, name="invite"),
    path("beheer/leden/<int:member_id>/opnieuw/", members.invite_again, name="invite-again"),
    path(
        "beheer/leden/<int:member_id>/bevestigen/",
        members.confirm_invitation,
        name="confirm-invitation",
    ),
    path("beheer/leden/<int:member_id>/toelaten/", members.admit, name="admit"),
    path("beheer/leden/<int:member_id>/houden/", members.keep_member, name="keep-member"),
    path("beheer/leden/<int:member_id>/beeindigen/", members.end_membership, name="end-membership"),
]
