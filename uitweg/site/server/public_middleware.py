"""The public door's only middleware of our own: a content security policy for each page."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from uitweg.site.web.page_headers import headers_for


def fitting_policy(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Give an HTML response the policy for its own style and scripts."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.headers.get("Content-Type", "").startswith("text/html"):
            for name, value in headers_for(response.content.decode()):
                response.headers.setdefault(name, value)
        return response

    return middleware
