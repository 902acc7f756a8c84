"""A member's own page: telephone, mail, passphrase, passkeys, and proving who you are."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from uitweg.platform.accounts.actions import challenges, login, own_login, passkeys, team, throttle
from uitweg.platform.accounts.actions.authorization import NotPossible
from uitweg.platform.accounts.actions.sessions import MemberRequest, renew_session
from uitweg.platform.accounts.forms import (
    ChangePassphraseForm,
    ContactForm,
    PasskeyLabelForm,
    PassphraseForm,
    RegistrationForm,
)
from uitweg.platform.accounts.models import Member, Passkey, ProviderAccount, Session
from uitweg.platform.accounts.rules import MOST_PASSKEYS, Permission, Role, proof_is_fresh
from uitweg.platform.accounts.views import ceremony
from uitweg.platform.accounts.views.ceremony import to_base64url
from uitweg.platform.accounts.views.gate import needs
from uitweg.platform.audit.models import AuditEntry
from uitweg.platform.identifiers.phones import written_phone
from uitweg.platform.sealing import fingerprint, passkey_seeds, passphrase
from uitweg.platform.ui.addresses import row_number_in
from uitweg.platform.ui.notices import is_own_link


@require_http_methods(["GET", "POST"])
@needs(Permission.ME_CHANGE)
def me(request: MemberRequest) -> HttpResponse:
    """The member's own page; a POST changes how they are reached and told."""
    if request.method == "GET":
        return me_page(request)
    form = ContactForm(request.POST)
    if not form.is_valid():
        return me_page(request, contact=form, status=400)
    team.change_contact(by=request.actor, **form.cleaned_data)
    request.member.refresh_from_db()
    return me_page(request, saved=True)


def me_page(
    request: MemberRequest,
    passkey_wrong: str = "",
    *,
    contact: ContactForm | None = None,
    saved: bool = False,
    label: PasskeyLabelForm | None = None,
    new_phrase: ChangePassphraseForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """Show the member's own page.; `passkey_wrong` is what went wrong with a passkey."""
    context = {
        "form": contact or ContactForm(initial=_contact_of(request.member)),
        "saved": saved,
        "role": Role(request.member.role).words,
        "fingerprint": fingerprint.words(bytes(request.member.public_key)),
        "ends_soon": request.member.until and request.member.is_due_for_review(request.actor.today),
        "acts": AuditEntry.objects.filter(member=request.member).order_by("-id")[:30],
        "names": dict(Member.objects.values_list("pk", "name")),
        "passkeys": request.member.passkeys.order_by("created_on", "pk"),
        "proof_is_fresh": proof_is_fresh(request.member_session.last_proof, now=timezone.now()),
        "passkey_wrong": passkey_wrong,
        "label_form": label or PasskeyLabelForm(),
        "phrase_form": PassphraseForm(),
        "new_phrase": new_phrase or _new_phrase_form(request, posted=False),
        "phrase_changed": is_own_link(request) and request.GET.get("wachtzin") == "nieuw",
        "proposed": passphrase.new_passphrase(),
        "own_session": request.member_session,
        "other_sessions": _other_sessions(request),
        "sign_on": settings.SIGN_ON,
        "account": ProviderAccount.objects.filter(member=request.member).first(),
        **ceremony.passkey_words(),
    }
    return render(request, "accounts/me.html", context, status=status)


def _contact_of(member: Member) -> dict[str, object]:
    """Return what the form on telephone and mail starts with."""
    phone = written_phone(member.phone) if member.phone else ""
    return {
        "phone": phone,
        "mail": member.mail,
        "wants_mail": member.wants_mail,
        "wants_sound": member.wants_sound,
    }


def _other_sessions(request: MemberRequest) -> QuerySet[Session]:
    """Return where else the member is logged in now."""
    running = Session.objects.filter(member=request.member).running_at(timezone.now())
    return running.exclude(pk=request.member_session.pk)


@require_POST
@needs(Permission.ME_CHANGE)
def end_other_sessions(request: MemberRequest) -> HttpResponse:
    """Log the member out everywhere else."""
    own_login.end_other_sessions(by=request.actor, session=request.member_session)
    return redirect(reverse("me") + "#ingelogd")


def _new_phrase_form(request: MemberRequest, *, posted: bool) -> ChangePassphraseForm:
    """Return the form for another passphrase, empty or as it was posted."""
    data = request.POST if posted else None
    return ChangePassphraseForm(data, login_name=request.member.login, prefix="new")


@require_POST
@needs(Permission.ME_CHANGE)
def change_passphrase(request: MemberRequest) -> HttpResponse:
    """Take another passphrase in place of the present one."""
    form, status = _new_phrase_form(request, posted=True), 400
    if form.is_valid():
        typed = form.cleaned_data
        try:
            own_login.change_passphrase(
                by=request.actor,
                present=typed["present"],
                phrase=typed["phrase"],
                session=request.member_session,
            )
        except login.WrongLogin:
            form.add_error("present", ceremony.WRONG_PHRASE)
        except throttle.TooManyTries as error:
            form.add_error("present", ceremony.WAIT.format(error.seconds))
            status = 429
        except NotPossible as error:
            form.add_error("present", error.sentence)
            status = 409
        else:
            request.member_session.proved_at = timezone.now()
            response = redirect(reverse("me") + "?wachtzin=nieuw#wachtzin")
            renew_session(request, response, request.keyring)
            return response
    return me_page(request, new_phrase=form, status=status)


@require_http_methods(["GET", "POST"])
@needs(Permission.ME_CHANGE)
def prove_passkey(request: MemberRequest) -> HttpResponse:
    """Prove again who you are, with the passphrase or a passkey; GET returns the challenge."""
    purpose, now = _challenge_purpose(request, "prove"), timezone.now()
    if request.method == "GET":
        own_passkeys = Passkey.objects.filter(member=request.member)
        credential_ids = own_passkeys.values_list("credential_id", flat=True)
        return ceremony.challenge_response(
            purpose, known=[to_base64url(bytes(credential_id)) for credential_id in credential_ids]
        )
    try:
        if "credential" in request.POST:
            ceremony.verify_posted_assertion(request, purpose, now=now, by=request.member)
        else:
            form = PassphraseForm(request.POST)
            phrase = form.cleaned_data["phrase"] if form.is_valid() else ""
            own_login.prove_identity(by=request.actor, phrase=phrase)
    except passkeys.PasskeyRefused as error:
        return me_page(request, error.refusal.sentence, status=400)
    except login.WrongLogin:
        return me_page(request, ceremony.WRONG_PHRASE, status=400)
    except throttle.TooManyTries as error:
        return me_page(request, ceremony.WAIT.format(error.seconds), status=429)
    request.member_session.proved_at = now
    is_to_link = request.POST.get("voor") == "account"
    response = redirect("provider-account") if is_to_link else _back_to_passkeys()
    renew_session(request, response, request.keyring)
    return response


@require_http_methods(["GET", "POST"])
@needs(Permission.ME_CHANGE)
def add_passkey(request: MemberRequest) -> HttpResponse:
    """Add a passkey, soon after the member proved who they are; GET returns the challenge."""
    purpose, now = _challenge_purpose(request, "add"), timezone.now()
    if not proof_is_fresh(request.member_session.last_proof, now=now):
        return _add_refused(request, ceremony.PROVE_FIRST)
    if request.method == "GET":
        own_passkeys = request.member.passkeys.order_by("pk")
        known = [bytes(passkey.credential_id) for passkey in own_passkeys]
        if len(known) >= MOST_PASSKEYS:
            return _add_refused(request, own_login.OwnLoginRefusal.TOO_MANY_PASSKEYS.sentence)
        return ceremony.challenge_response(purpose, **_creation_options(request.member, known))
    label, posted = PasskeyLabelForm(request.POST), RegistrationForm(request.POST)
    if not label.is_valid():
        return me_page(request, label=label, status=400)
    try:
        if not posted.is_valid():
            raise passkeys.PasskeyRefused(passkeys.PasskeyRefusal.PASSKEY_WRONG)
        made = _registered_passkey(request, posted.cleaned_data, purpose, now=now)
        own_login.add_passkey(
            by=request.actor,
            label=label.cleaned_data["label"],
            made=made,
            session=request.member_session,
        )
    except passkeys.PasskeyRefused as error:
        return me_page(request, error.refusal.sentence, status=400)
    except NotPossible as error:
        return me_page(request, error.sentence, status=409)
    return _back_to_passkeys()


@require_POST
@needs(Permission.ME_CHANGE)
def remove_passkey(request: MemberRequest) -> HttpResponse:
    """Remove one of the member's own passkeys."""
    number = row_number_in(request.POST.get("passkey", ""))
    passkey = Passkey.objects.filter(member=request.member, pk=number or 0).first()
    if passkey is None:
        return me_page(request, "Deze passkey is al weg.", status=404)
    try:
        own_login.remove_passkey(by=request.actor, passkey=passkey, session=request.member_session)
    except NotPossible as error:
        return me_page(request, error.sentence, status=409)
    return _back_to_passkeys()


def _registered_passkey(
    request: MemberRequest, posted: dict[str, Any], purpose: str, *, now: datetime
) -> own_login.NewPasskey:
    """Verify a posted registration. Raises PasskeyRefused."""
    key = posted.pop("wrapping_key")
    try:
        challenge = challenges.read_challenge(request, purpose, now=now)
        verified = passkeys.verify_registration(
            passkeys.PostedRegistration(**posted), challenge=challenge, now=now
        )
        return own_login.NewPasskey(
            credential_id=verified.credential_id,
            public_key=verified.credential_public_key,
            sign_count=verified.sign_count,
            backed_up=verified.credential_backed_up,
            wrapping_key=passkey_seeds.wrapping_key(key) if key else b"",
        )
    except challenges.ChallengeExpired:
        raise passkeys.PasskeyRefused(passkeys.PasskeyRefusal.PASSKEY_OLD) from None
    except (challenges.ForeignChallenge, passkey_seeds.Malformed):
        raise passkeys.PasskeyRefused(passkeys.PasskeyRefusal.PASSKEY_WRONG) from None


def _add_refused(request: MemberRequest, sentence: str) -> HttpResponse:
    """Say why no passkey can be added: as JSON to the page's script, or on the page."""
    if request.method == "GET":
        return JsonResponse({"say": sentence}, status=409)
    return me_page(request, sentence, status=409)


def _creation_options(member: Member, known: list[bytes]) -> dict[str, Any]:
    """Return the WebAuthn options for a new passkey; of the member only the login name is shown."""
    return {
        "rp_name": f"Uitweg {settings.CITY}",
        "user": to_base64url(passkeys.user_handle_of(member)),
        "name": member.login,
        "algorithms": passkeys.ALGORITHMS,
        "known": [to_base64url(credential_id) for credential_id in known],
    }


def _challenge_purpose(request: MemberRequest, step: str) -> str:
    """Return a purpose that holds only in this session, so a challenge works in no other."""
    return f"{step} {bytes(request.member_session.id_hash).hex()}"


def _back_to_passkeys() -> HttpResponse:
    return redirect(reverse("me") + "#passkeys")
