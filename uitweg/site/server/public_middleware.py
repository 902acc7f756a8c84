"""The public door's only middleware of our own: a policy that fits the page just made."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from uitweg.site.web.page_headers import headers_for


def fitting_policy(
    answer: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Give an HTML answer the policy of its own style and scripts; the door adds the rest."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = answer(request)
        if response.headers.get("Content-Type", "").startswith("text/html"):
            for name, value in headers_for(response.content.decode()):
                response.headers.setdefault(name, value)
        return response

    return middleware
