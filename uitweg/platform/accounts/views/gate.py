"""The check before every staff view: logged in, and permitted; refusals are audited."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from uitweg.platform.accounts.actions.authorization import NotAllowed
from uitweg.platform.accounts.actions.interrupted_form import form_just_posted
from uitweg.platform.accounts.actions.sessions import MemberRequest
from uitweg.platform.accounts.rules import GRANTS, Permission, role_may
from uitweg.platform.audit.actions import audit_log

P = ParamSpec("P")


MemberView = Callable[Concatenate[MemberRequest, P], HttpResponseBase]


View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


WITHOUT_SIGN_ON = frozenset({"provider-account", "start-link", "prove-passkey", "log-out"})
"""The addresses for a member who has yet to link an account, where the city asks that of all."""


class SessionOver(Exception):
    """A form with text was posted after the session ended; the login page carries it along."""


def needs(permission: Permission) -> Callable[[MemberView[P]], View[P]]:
    """Let only members whose role has `permission` through; others go to the login page.

    A member who lacks the team key that the permission needs, or whom nobody admitted yet, goes to
    the page that says whom to ask; what they posted does nothing and is recorded as refused.
    Where the city asks single sign-on of all, who did not log in so goes to link their account.
    Checks that depend on the thing itself are done by the action or view, with `require`.
    """

    def wrap(view: MemberView[P]) -> View[P]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            member_request = cast(MemberRequest, request)
            member = member_request.member
            if member is None:
                return _redirect_to_login(request)
            lacks_role = not role_may(member.role, permission)
            lacks_key = GRANTS[permission].needs_key and not (
                member_request.actor.has_key_or_needs_none
            )
            if lacks_role or (lacks_key and request.method == "POST"):
                audit_log.record_refusal(member, permission.value, request.path[:40])
            if lacks_role:
                raise NotAllowed(permission.value)
            if _has_to_link_first(member_request):
                return redirect("provider-account")
            if lacks_key:
                return redirect("key")
            return view(member_request, *args, **kwargs)

        guarded.needs = permission  # type: ignore[attr-defined]
        return cast(View[P], guarded)

    return wrap


def _has_to_link_first(request: MemberRequest) -> bool:
    found = request.resolver_match
    is_open = found is not None and found.url_name in WITHOUT_SIGN_ON
    return request.actor.has_yet_to_link and not is_open


def _redirect_to_login(request: HttpRequest) -> HttpResponse:
    """Send someone who is not logged in to the login page, and back to this page after it.

    Raises SessionOver when they posted text that would be lost.
    """
    if request.method == "POST" and form_just_posted(request):
        raise SessionOver
    query = f"?{urlencode({'verder': request.path})}" if request.method == "GET" else ""
    return redirect(reverse("log-in") + query)
