"""The gate of every staff address: one permission each, refused acts on the trail."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from uitweg.access import trail
from uitweg.access.models import Member
from uitweg.access.rules import GRANTS, Permission, may
from uitweg.access.sessions import MemberRequest
from uitweg.access.typed import just_sent

P = ParamSpec("P")
MemberView = Callable[Concatenate[MemberRequest, P], HttpResponseBase]
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


class NotAllowed(PermissionDenied):
    """This member may not do this to this thing."""


class SessionOver(Exception):
    """Someone sent a text after their session had ended; the login page takes it along."""


class NotPossible(Exception):
    """The act came too late or does not fit the state; `why` names the sentence."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def require(by: Member, permission: Permission, thing: object = None) -> None:
    """Raise NotAllowed (and write it down) unless `may` says yes.

    Ask before a transaction begins: what rolls back takes the line with it.
    """
    if not may(by, permission, thing):
        named = thing if isinstance(thing, Model) else "-"
        trail.record(by, permission.value, named, result="refused")
        raise NotAllowed(permission.value)


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
                return _to_the_login(request)
            if not _role_may(asked.member, permission):
                trail.record(asked.member, permission.value, request.path[:40], result="refused")
                raise NotAllowed(permission.value)
            if keys and not asked.keyring:
                return redirect("key")
            return view(asked, *args, **kwargs)

        guarded.needs = permission  # type: ignore[attr-defined]
        return cast(View[P], guarded)

    return wrap


def _to_the_login(request: HttpRequest) -> HttpResponse:
    """Send a stranger on. Raises SessionOver when there is a text that would be lost."""
    if request.method == "POST" and just_sent(request):
        raise SessionOver
    after = f"?{urlencode({'verder': request.path})}" if request.method == "GET" else ""
    return redirect(reverse("login") + after)


def _role_may(member: Member, permission: Permission) -> bool:
    return member.role in GRANTS[permission].roles
