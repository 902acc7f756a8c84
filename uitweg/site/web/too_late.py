"""Pages for actions that came too late and for other failures that must not lose typed text."""

from collections.abc import Callable
from dataclasses import replace
from typing import cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from uitweg.casework.cases.case.actions.case_keys import CaseKeyOutdated
from uitweg.casework.cases.keys.actions.key_renewal import renew_cases
from uitweg.channel.conversation.actions.store_faults import is_disk_full
from uitweg.platform.accounts.actions import interrupted_form
from uitweg.platform.accounts.actions.authorization import NotPossible
from uitweg.platform.accounts.actions.keyring import NoKey
from uitweg.platform.accounts.actions.sessions import MemberRequest, take_new_shares
from uitweg.platform.accounts.models import Member
from uitweg.platform.accounts.views.gate import SessionOver
from uitweg.platform.accounts.views.login import ask_to_log_in_again
from uitweg.platform.sealing import tokens
from uitweg.site.web import failures

TOO_LATE_SENTENCES = {
    "report-already-taken": "Een collega heeft deze melding net opgepakt.",
    "report-state-changed": "Deze melding is net veranderd, door een collega of door de melder.",
    "form-used": "Dit formulier is al eens gebruikt. Er is niets bewaard; open de pagina opnieuw.",
    "form-other": "Dit formulier is al verstuurd met iets anders erin; dát is bewaard. Wat er nu "
    "staat is niet bewaard.",
    "by-ended": "Jouw toegang is net veranderd of gestopt. Er is niets gedaan.",
    "too-many-replies": "Bij deze vraag staan al heel veel berichten; er kan er geen meer bij. "
    "Er is niets bewaard. Bel het team.",
    "call-empty": "Er staat nog niets in de notitie. Er is niets bewaard.",
    "call-filed": "Deze belnotitie is al ergens heen. Er is niets veranderd.",
    "call-of-a-colleague": "Deze belnotitie is van een collega. Er is niets bewaard.",
    "case-closed": "Deze casus is gesloten. Er is niets veranderd; open die eerst weer.",
    "consent-for-what": "Kies aan wie en waarover. Er is niets vastgelegd.",
    "consent-was-no-yes": "Hier was geen ja om in te trekken. Er is niets veranderd.",
    "decision-not-whole": "Vul alles in: voor welke taak, waarom, en wanneer de jongere het hoort. "
    "Er is niets vastgelegd.",
    "no-basis": "Hiervoor is nu geen toestemming. Er is niets naar buiten gegaan.",
    "row-not-coded": "Voor de cijfers is in deze casus nog niets ingevuld. Er is niets naar buiten "
    "gegaan.",
    "row-empty": "Van wat mee mag, is nog niets bekend. Er is niets naar buiten gegaan.",
    "disclose-to-whom": "Vul in aan wie het gaat en waarvoor. Er is niets naar buiten gegaan.",
    "disclose-why": "Schrijf op waarom dit mag zonder toestemming. Er is niets naar buiten gegaan.",
    "case-rekeyed": "De sleutel is net vernieuwd. Er is niets bewaard; stuur het nog eens.",
    "grant-member": "Deze collega kan geen toegang krijgen. Er is niets veranderd.",
    "grant-over": "Die dag is al voorbij. Er is niets veranderd.",
    "owner-stays": "De eigenaar houdt toegang. Draag de casus eerst over.",
    "owner-already": "Deze collega is al de eigenaar. Er is niets veranderd.",
    "restricted-two": "Een strikte casus opent altijd voor minstens twee mensen, zonder einddatum.",
    "restricted-key": "Jouw sleutel opent deze casus niet. Vraag een collega met toegang om hulp.",
    "drafts-full": "Je hebt te veel teksten die nog niet verstuurd zijn. Kijk ze eerst na.",
    "no-sheet": "Er is geen herstelvel. Maak dat eerst; er is niets veranderd.",
    "not-our-sheet": "Dit herstelvel opent deze casus niet. Er is niets veranderd.",
    "no-danger-in-sources": "Hier is geen gevaar dat openstaat. Er is niets geopend.",
    "emergency-card-first": "Open eerst de veiligheidskaart. Er is niets veranderd.",
    "emergency-judged": "Een collega heeft dit net beoordeeld. Jouw oordeel is niet bewaard.",
    "entry-replaced": "Een collega heeft dit net verbeterd. Jouw tekst is niet bewaard.",
    "sheet-gone": "Dit blad is net weggehaald. Er is niets bewaard; open de pagina opnieuw.",
    "entry-stays": "Dit stuk wordt niet verbeterd. Schrijf een nieuw stuk.",
    "import-gone": "Deze lijst is al ingelezen, of weggegooid. Kijk bij Inlezen wat er staat.",
    "import-nothing": "Er is geen regel om in te lezen. Er is niets veranderd.",
    "import-case-moved": "Een van de casussen waar je aan toevoegt is net veranderd, of mag je "
    "niet meer in. Er is niets ingelezen.",
    "import-undone": "Dit is al teruggedraaid.",
    "import-too-late": "De tijd om dit terug te draaien is voorbij. Er is niets veranderd.",
    "import-case-changed": "Met deze casus is na het inlezen verder gewerkt. Die blijft staan.",
    "import-empty": "Er staat niets op deze lijst. Er is niets naar buiten gegaan.",
    "document-empty": "Zo staat er niets in dit papier. Er is niets naar buiten gegaan.",
    "document-too-much": "Dit is te veel voor één papier. Er is niets naar buiten gegaan.",
    "document-not-made": "De PDF maken lukte niet. Er is niets naar buiten gegaan. Kies minder, of "
    "neem de pagina om te printen.",
    "appraisal-there": "Van deze casus is al een weging begonnen. Er is niets veranderd.",
    "appraisal-moved": "Een collega was net verder met deze weging. Er is niets bewaard; kijk "
    "opnieuw.",
    "appraisal-newer": "Er is een nieuwere versie van deze weging. Er is niets veranderd; kijk "
    "opnieuw.",
    "appraisal-incomplete": "Er ontbreekt nog iets in deze weging. Er is niets veranderd.",
    "appraisal-judged": "Er is al een oordeel over deze feiten. Maak een nieuwe versie om iets te "
    "veranderen.",
    "appraisal-unreadable": "Een deel van deze weging is niet te lezen. Er is niets veranderd. "
    "Meld het aan de beheerder.",
    "appraisal-consent": "De jongere trok de toestemming voor de weging in. Er is niets "
    "ondertekend.",
    "compartment-key": "Jouw sleutel opent dit deel niet. Vraag opnieuw om toegang.",
    "compartment-too-long": "Toegang duurt hier hooguit een half jaar. Er is niets veranderd.",
    "compartment-last-writer": "Dit is de enige die in de weging kan schrijven. Geef eerst een "
    "collega toegang om te schrijven.",
    "compartment-has-writer": "Een collega kan in deze weging schrijven. Vraag die om toegang; er "
    "is niets veranderd.",
    "judge-same-person": "De tweede lezer is iemand anders dan wie de weging schreef, ook onder "
    "een ander account. Er is niets bewaard.",
    "judge-wrote": "Wie in deze weging schreef, geeft er geen tweede oordeel over. Er is niets "
    "bewaard.",
    "judgement-there": "Dit oordeel is al gegeven. Er is niets bewaard.",
    "judgement-incomplete": "Niet alles is ingevuld. Er is niets bewaard.",
    "judge-first": "Geef eerst jouw oordeel over de nieuwe versie. Daarna kun je de oordelen over "
    "deze versie lezen.",
    "response-there": "Je reactie staat al vast. Wat er nu staat is niet bewaard.",
    "signed-other": "De weging is net veranderd, of dit is een andere tekst dan er nu staat. Er is "
    "niets ondertekend; lees haar opnieuw.",
    "finding-later": "Die dag moet nog komen. Er is niets bewaard.",
    "finding-incomplete": "Schrijf op wie het zei en wat er is besloten. Er is niets bewaard.",
    "paper-not-signed": "De handtekening kon niet in de PDF worden gezet. Er is niets ondertekend; "
    "probeer het nog eens.",
    "paper-missing": "Van deze versie is geen ondertekende PDF. Er is niets naar buiten gegaan.",
    "signed-text-changed": "De bewaarde tekst is niet meer wat er is ondertekend. Gebruik de PDF. "
    "Meld het aan de beheerder.",
    "paper-changed": "De bewaarde PDF is niet meer wat er is ondertekend. Er is niets naar buiten "
    "gegaan. Maak een nieuwe versie.",
    "share-not-signed": "Deze versie is nog niet door beiden ondertekend. Er is niets naar buiten "
    "gegaan.",
    "share-facts-changed": "De feiten zijn veranderd sinds het tekenen. Er is niets naar buiten "
    "gegaan. Maak eerst een nieuwe versie.",
    "share-not-a-recipient": "Een weging gaat alleen naar een advocaat of de officier van "
    "justitie. Er is niets naar buiten gegaan.",
    "share-ended": "Met deze organisatie werken we niet meer. Er is niets naar buiten gegaan.",
    "share-no-consent": "De jongere zei hiervoor geen ja, of trok het ja in. Er is niets naar "
    "buiten gegaan.",
    "share-lawyer-first": "De advocaat van de jongere leest deze versie eerst. Er is niets naar "
    "buiten gegaan.",
    "share-lawyer-said-no": "De advocaat zei dat deze versie er niet uit mag. Er is niets naar "
    "buiten gegaan.",
    "check-incomplete": "Schrijf op hoe de advocaat heet. Er is niets bewaard.",
    "check-later": "Die dag moet nog komen. Er is niets bewaard.",
    "check-before": "Op die dag was deze versie nog niet ondertekend. Er is niets bewaard.",
    "check-no-lawyer": "Dit kantoor staat niet als advocaat in het adresboek. Er is niets bewaard.",
    "check-not-read": "Dit kantoor kreeg deze versie nog niet. Geef die eerst. Er is niets "
    "bewaard.",
    "search-too-fast": "Dit ging te snel achter elkaar. Over een minuut kan het weer.",
    "import-too-long": "Deze lijst is te lang voor één bestand. Er is niets naar buiten gegaan.",
    "period-moved": "Een collega veranderde deze termijn net. Jouw klik veranderde niets.",
    "period-runs": "Deze termijn loopt al in deze casus. Er is niets begonnen.",
    "period-too-early": "Een termijn eindigt later dan hij begon. Er is niets veranderd.",
    "plan-moved": "Een collega veranderde dit net. Er is niets veranderd door jouw klik.",
    "hold-moved": "Een collega koos net een andere dag. Er is niets veranderd.",
    "case-moved": "Een collega heeft deze casus net verder gezet. Er is niets veranderd.",
    "agree-with-yourself": "Je vroeg zelf om te sluiten. Een ander kijkt mee voordat het gebeurt.",
    "closing-unread": "Lees eerst wat er over het sluiten staat, en de veiligheidskaart. Die kan "
    "net veranderd zijn. Daarna kun je sluiten.",
    "closing-unsafe": "De jongere is niet veilig, en er staat niet waarom de casus toch dicht mag. "
    "Er is niets gesloten. Laat wie het vroeg de casus terugzetten en het opnieuw vragen.",
    "closing-no-key": "Jouw sleutel opent deze strikte casus niet, dus je kunt niet meelezen. "
    "Vraag de eigenaar om toegang. Daarna kun je sluiten.",
    "step-without-consent": "Voor deze stap is nog geen toestemming. Er is niets gemaakt. Vraag "
    "die eerst, en zet de stap daarna in het plan.",
    "owner-without-grant": "Deze collega mag niet in de casus werken. Er is niets bewaard.",
    "report-deleted-file": "De melder heeft dit gesprek gewist. Het bestand is er niet meer.",
    "danger-ended": "Een collega legde al vast hoe dit gevaar afliep, of er kwam iets nieuws. "
    "Er is niets veranderd.",
    "danger-no-case": "Van deze melding is nog geen casus. Maak eerst een casus, of kies een ander "
    "einde. Er is niets veranderd.",
    "hold-too-late": "Dit gesprek is net gewist, of het is niet gesloten. Er is niets veranderd.",
    "hold-too-long": "Kies een dag na vandaag, en niet verder dan de tabel toelaat.",
    "report-deleted-answer": "De melder wiste dit gesprek. Er is niets om terug te nemen.",
    "report-deleted": "Dit gesprek is net gewist. Je antwoord is niet verstuurd.",
    "package-frozen": "Dit ligt al bij een collega om te lezen. Er is niets veranderd.",
    "package-empty": "Er is niets gekozen om mee te geven. Er is niets veranderd.",
    "package-over": "Dit is niet meer te openen. Bel de zorgcoördinator als je het nog nodig hebt.",
    "say-what": "Schrijf er een paar woorden bij. Er is niets verstuurd.",
    "reply-too-long": "Dit is langer dan 2000 tekens. Er is niets verstuurd.",
    "action-due": "Kies een dag vanaf vandaag, binnen een jaar. Er is niets verstuurd.",
    "no-mail": "Van deze organisatie is geen mailadres bekend. Er is niets verstuurd.",
    "no-code-phone": "Van deze organisatie is geen telefoon voor de code bekend. Er is niets "
    "verstuurd.",
    "reach-unconfirmed": "Bij deze organisatie is het mailadres of het nummer voor de code "
    "veranderd, en nog niemand anders belde dat na. Er is niets verstuurd. Kijk bij Partners.",
    "account-unconfirmed": "Bij deze organisatie is een nieuw account, en alleen wie het toeliet "
    "kent die persoon. Er is niets verstuurd. Kijk bij Partners.",
    "reach-changed": "Het mailadres of het nummer van deze organisatie veranderde net. Er is niets "
    "bevestigd. Kijk opnieuw.",
    "reach-hidden": "Het mailadres of het nummer is afgeschermd voor jou. Er is niets bevestigd. "
    "Vraag een collega die het mag zien.",
    "organisation-ended": "Deze organisatie is beëindigd. Er is niets bevestigd.",
    "package-not-there": "Dit pakket is er niet meer, of een collega is al verder. Kijk opnieuw.",
    "package-not-all": "Er zit iets in dat jij niet mag zien. Een collega met meer toegang leest.",
    "package-yourself": "Jij maakte dit klaar. Een ander leest het voordat het eruit gaat.",
    "package-file-unread": "Bekijk eerst elk bestand dat meegaat. Daarna kun je akkoord geven.",
    "package-unread": "Lees eerst wat eruit gaat. Daarna kun je akkoord geven.",
    "run-empty": "Er is niets dat weg kan. Er is niets veranderd.",
    "run-listed": "Een van deze casussen staat al op een lijst. Er is niets veranderd.",
    "run-decided": "Hierover is al beslist. Er is niets veranderd door jouw klik.",
    "signed-yourself": "Jullie zijn nog geen twee mensen: één persoon nodigde de ander uit en liet "
    "die toe. Er is niets getekend. Laat bij Leden een ander bevestigen wie je bent.",
    "page-handled": "Deze oproep is al klaar. Er belt niemand meer over.",
    "page-taken": "Een collega pakte deze oproep net op. Jouw klik veranderde niets.",
    "page-extended": "Deze oproep hield je al twee keer langer. Geef hem door als het niet lukt.",
    "page-came-back": "Deze oproep kwam terug. Pak hem eerst opnieuw op.",
    "steps-changed": "De stappen zijn net veranderd. Lees ze opnieuw en teken dan.",
    "terms-changed": "De bewaartermijnen zijn net veranderd. Lees ze opnieuw en teken dan.",
    "year-not-over": "Dit jaar is nog niet voorbij. Tellen kan vanaf januari.",
    "year-closed": "De telling van dit jaar is gewist. Er komen geen tabellen meer bij.",
    "table-released": "Deze tabel is al uitgebracht. Kies een andere.",
    "proposal-decided": "Hierover is net beslist. Er is niets veranderd.",
    "proposal-of-another": "Dit voorstel is van een ander. Er is niets veranderd.",
    "release-unsafe": "Er is intussen iets anders uitgebracht. Samen zeggen deze tabellen te veel. "
    "Er is niets uitgebracht; maak een nieuw voorstel.",
    "ledger-broken": "Het register van wat is uitgebracht klopt niet meer. Er is niets veranderd; "
    "laat de beheerder het uitzoeken.",
    "year-not-released": "Van dit jaar staat er niets op de site. Er is geen bestand gemaakt.",
    "release-overtaken": "Er is net iets anders uitgebracht. Er is niets veranderd; kijk nog eens.",
    "release-gone": "Dit staat niet op de site. Er is niets veranderd.",
    "run-unsigned": "De tabel is niet ondertekend. Er wordt niets vernietigd.",
    "forget-unsigned": "De tabel is niet ondertekend. Er wordt niets weggehaald.",
    "forget-held": "Iemand wil dat deze casus blijft. Er is niets veranderd.",
    "forget-ground": "Op deze grondslag kan dat niet. Er is niets veranderd.",
    "case-hold-too-late": "Deze casus is niet gesloten, of net vernietigd. Er is niets veranderd.",
    "not-their-service": "Dit aanbod is niet van deze partner. Er is niets begonnen.",
    "partner-ended": "Deze partner of dit aanbod is gestopt. Kies een ander. Er is niets begonnen.",
    "accounts-by-lead": "Bij deze organisatie horen accounts. Alleen een teamleider kan haar laten "
    "stoppen. Er is niets veranderd.",
    "referral-moved": "Een collega of de partner deed net iets met deze verwijzing. "
    "Er is niets veranderd door jouw klik.",
    "junk-destroyed": "Een collega heeft dit net vernietigd. Terughalen kan niet meer.",
    "junk-too-soon": "Dit ligt nog te kort opzij. Vernietigen kan pas na de termijn.",
    "conference-times": "Een overleg eindigt later dan het begint, en duurt hoogstens twaalf uur. "
    "Er is niets veranderd.",
    "conference-cases": "Kies minstens één casus, en hoogstens zestig. Er is niets gemaakt.",
    "conference-moved": "Een collega was net verder met dit overleg. Er is niets veranderd door "
    "jouw klik.",
    "conference-who": "Kies een collega óf een organisatie. Er is niets veranderd.",
    "conference-full": "Hier zitten al veertig mensen. Er is niemand bij gekomen.",
    "conference-chair": "Wie voorzit blijft op de lijst. Er is niets veranderd.",
    "item-changed": "Een collega schreef net iets anders bij dit punt. Jouw tekst is niet bewaard.",
    "minutes-lack": "Er is nog iets niet duidelijk, of een collega veranderde net iets. Er is "
    "niets verstuurd. Kijk het verslag na.",
    "undone-said": "Een collega zei net iets anders over deze actie. Er is niets veranderd.",
    "youngster-page-changed": "Dit veranderde intussen. Er is niets meegegeven; lees het opnieuw.",
    "youngster-page-not-yet": "Dit blad kan nog niet mee. Er is niets meegegeven; op de pagina "
    "staat waarom.",
    "appraisal-closed": "De feiten van deze weging zijn dicht. Er is niets bewaard.",
    "appraisal-full": "Deze weging is vol. Er is niets bewaard. Begin een nieuwe versie.",
    "item-malformed": "Dit kwam niet goed aan. Er is niets bewaard. Laad de pagina opnieuw.",
    "facts-not-ordered": "Zet de feiten eerst op volgorde. Er is niets bewaard.",
}

MOST_RUNS = 4
"""How often a view is run for one request, when keys change while it runs."""


OLD_FORM = "Dit formulier stond te lang open, of je logde intussen opnieuw in. Er is niets bewaard."


def too_late(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Turn NotPossible, NoKey, SessionOver and a full disk, raised by a view, into a page.

    A view that met a new key on its way (of the team, or of a case) is run again: nothing was
    stored, and nobody has to send their text again.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.status_code == 405 and not response.content:
            return _form_address_page(request, response)
        return response

    def process_exception(request: HttpRequest, error: Exception) -> HttpResponse | None:
        try:
            if _has_new_key(request, error):
                return _run_again(request)
        except Exception as second:
            page = process_exception(request, second)
            if page is None:
                raise
            return page
        if isinstance(error, NoKey):
            return redirect("key")
        if isinstance(error, SessionOver):
            return ask_to_log_in_again(request)
        if is_disk_full(error):
            return page_with_typed_text(request, 503)
        if isinstance(error, NotPossible):
            if error.why == "form-other" and (page := _other_content_page(request)):
                return page
            context = {
                "title": "Net te laat",
                "sentence": TOO_LATE_SENTENCES[error.why],
                "typed": _posted_text(request),
                "ask": Member.objects.filter(pk=error.ask or 0).first(),
            }
            response = render(request, "accounts/too_late.html", context, status=409)
            response["Cache-Control"] = "no-store"
            return response
        return None

    middleware.process_exception = process_exception  # type: ignore[attr-defined]
    return middleware


def _has_new_key(request: HttpRequest, error: Exception) -> bool:
    """Return whether the view may go well now: its key was replaced since, or is made anew here."""
    member_request = cast(MemberRequest, request)
    runs = getattr(request, "runs", 1)
    if runs >= MOST_RUNS or not isinstance(error, (NoKey, NotPossible, CaseKeyOutdated)):
        return False
    request.runs = runs + 1  # type: ignore[attr-defined]
    if isinstance(error, NoKey):
        return take_new_shares(member_request)
    if isinstance(error, NotPossible):
        return error.why == "case-rekeyed"
    take_new_shares(member_request)
    renew_cases(error.case_ids, by=member_request.actor)
    return True


def _run_again(request: HttpRequest) -> HttpResponse:
    for _, files in request.FILES.lists():
        for file in files:
            file.seek(0)
    match = request.resolver_match
    assert match is not None
    return cast(HttpResponse, match.func(request, *match.args, **match.kwargs))


def _other_content_page(request: HttpRequest) -> HttpResponse | None:
    """Return a page with the typed text in a new form: sent from there it is another one.

    None when the form has no text that would be lost.
    """
    posted = _posted_text(request)
    if posted is None:
        return None
    fields = posted.other_fields | {"key": tokens.new_token(16).hex()}
    return _page_to_send_again(
        request,
        replace(posted, other_fields=fields),
        title="Nog niet bewaard",
        sentence=TOO_LATE_SENTENCES["form-other"],
        status=409,
    )


def _form_address_page(request: HttpRequest, empty_response: HttpResponse) -> HttpResponse:
    """Return a page instead of Django's empty one, for an address that takes only posted forms."""
    page = failures.failure_page(request, 405)
    page["Allow"] = empty_response["Allow"]
    return page


def _posted_text(request: HttpRequest) -> interrupted_form.InterruptedForm | None:
    return interrupted_form.form_just_posted(request) if request.method == "POST" else None


def forged_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Refuse a form whose token is not this browser's.

    A page that stood open while its reader logged in again has an old token: what was typed there
    comes back to be sent again. Of a form from elsewhere nothing is shown.
    """
    posted = _posted_text(request) or interrupted_form.form_carried_through_login(
        request, request.POST.get("verder", "")
    )
    if posted is None or not _comes_from_own_page(request):
        return failures.failure_page(request, 403, sentence=OLD_FORM + " Laad de pagina opnieuw.")
    return _page_to_send_again(
        request, posted, title="Nog niet bewaard", sentence=OLD_FORM, status=403
    )


def _comes_from_own_page(request: HttpRequest) -> bool:
    own = {settings.STAFF_URL, f"{request.scheme}://{request.get_host()}"}
    return request.headers.get("Origin") in own


def broken(request: HttpRequest) -> HttpResponse:
    return page_with_typed_text(request, 500)


def page_with_typed_text(request: HttpRequest, status: int) -> HttpResponse:
    """Return the error page of a status; with posted text on it, which can be sent again."""
    posted = _posted_text(request)
    if posted is None:
        return failures.failure_page(request, status)
    title, sentence = failures.FAILURE_SENTENCES[status]
    return _page_to_send_again(request, posted, title=title, sentence=sentence, status=status)


def _page_to_send_again(
    request: HttpRequest,
    posted: interrupted_form.InterruptedForm,
    *,
    title: str,
    sentence: str,
    status: int,
) -> HttpResponse:
    about_files = " Kies je bestanden opnieuw, op de pagina zelf." if request.FILES else ""
    context = {"typed": posted, "title": title, "sentence": sentence + about_files}
    response = render(request, "accounts/interrupted_form.html", context, status=status)
    response["Cache-Control"] = "no-store"
    return response
