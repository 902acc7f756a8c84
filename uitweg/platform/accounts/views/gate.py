"""The gate of every staff address: one permission each, refused acts in the audit log."""

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
from uitweg.platform.accounts.models import Member
from uitweg.platform.accounts.rules import GRANTS, Permission
from uitweg.platform.audit.actions import audit_log

P = ParamSpec("P")


MemberView = Callable[Concatenate[MemberRequest, P], HttpResponseBase]


View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


class SessionOver(Exception):
    """Someone sent a text after their session had ended; the login page takes it along."""


def needs(permission: Permission, *, keys: bool = False) -> Callable[[MemberView[P]], View[P]]:
    """Let only members whose role has `permission` through; a stranger goes to the login page.

    `keys=True`: the page opens sealed text, so a member without the team's key is
    sent to the page that says how to get it. What depends on the thing itself, the
    action or view asks with `require`.
    """

    def wrap(view: MemberView[P]) -> View[P]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            asked = cast(MemberRequest, request)
            if asked.member is None:
                return _redirect_to_login(request)
            if not _role_may(asked.member, permission):
                audit_log.record(
                    asked.member, permission.value, request.path[:40], result="refused"
                )
                raise NotAllowed(permission.value)
            if keys and not asked.keyring:
                return redirect("key")
            return view(asked, *args, **kwargs)

        guarded.needs = permission  # type: ignore[attr-defined]
        return cast(View[P], guarded)

    return wrap


def _redirect_to_login(request: HttpRequest) -> HttpResponse:
    """Send a stranger on. Raises SessionOver when there is a text that would be lost."""
    if request.method == "POST" and form_just_posted(request):
        raise SessionOver
    after = f"?{urlencode({'verder': request.path})}" if request.method == "GET" else ""
    return redirect(reverse("login") + after)


def _role_may(member: Member, permission: Permission) -> bool:
    return member.role in GRANTS[permission].roles
