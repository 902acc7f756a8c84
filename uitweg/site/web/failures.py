"""Error pages of the staff door."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from uitweg.platform.accounts.actions import interrupted_form

FAILURE_SENTENCES = {
    400: (
        "Dit klopt niet",
        "Deze aanvraag is onvolledig of kapot. Ga terug en probeer het opnieuw.",
    ),
    403: ("Dit mag jij niet", "Je rol geeft geen toegang tot deze pagina."),
    404: ("Deze pagina is er niet", "Misschien is het adres verkeerd overgenomen."),
    405: (
        "Hier is niets te lezen",
        "Dit adres neemt alleen iets aan. Er is niets veranderd. Ga terug naar de pagina zelf.",
    ),
    409: ("Iemand was je voor", "Kijk opnieuw; er is niets veranderd door jouw klik."),
    503: (
        "De opslag is vol",
        "Er is niets bewaard. Zeg het de beheerder, en verstuur het zo opnieuw.",
    ),
    500: ("Er ging iets mis", "Dat ligt aan ons. Er is niets bewaard. Probeer het zo opnieuw."),
}


def failure_page(
    request: HttpRequest,
    status: int,
    *,
    sentence: str = "",
    typed: interrupted_form.InterruptedForm | None = None,
) -> HttpResponse:
    """Return the error page of this status, with its own sentence by default.

    What was `typed` in the form that is refused stands on it, to copy.
    """
    title, default_sentence = FAILURE_SENTENCES[status]
    context = {"title": title, "sentence": sentence or default_sentence, "typed": typed}
    response = render(request, "ui/failure.html", context, status=status)
    response["Cache-Control"] = "no-store"
    return response


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return failure_page(request, 400)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return failure_page(request, 404)


def not_allowed(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    typed = interrupted_form.form_just_posted(request) if request.method == "POST" else None
    return failure_page(request, 403, typed=typed)
