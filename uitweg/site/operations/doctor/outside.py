"""Both sites as a visitor meets them: TLS, the proxy's headers and limits, other names."""

import http.client
import ssl
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from urllib.parse import urlsplit

from uitweg.site.operations.doctor.finding import Finding, Findings, Patient, attention, good, wrong
from uitweg.site.operations.doctor.question import Question, Reply, ask

ANSWERS = good("site-answers", "{url} answers, with a certificate that browsers trust.")
ON_TRIAL = attention(
    "site-without-tls",
    "{name} is {url}: without TLS, for trying out only.",
    "For real people: a name, a certificate and a proxy (start.md, 5).",
)
NOT_REACHED = attention(
    "site-not-reached",
    "{url} cannot be asked from this machine ({why}), so it was not looked at from outside.",
    "Run the doctor where visitors’ way is open, or look with a browser. The worker’s watch needs "
    "that way too.",
)
CERTIFICATE = wrong(
    "certificate-refused",
    "Browsers refuse the certificate of {url}: {why}.",
    "Renew it, send the whole chain (fullchain.pem), and see that it names this host.",
)
ENDS_SOON = attention(
    "certificate-ends-soon",
    "The certificate of {url} ends in {days} days.",
    "See that it is renewed by itself, and that the proxy is reloaded then.",
)
NOT_OURS = wrong(
    "site-not-a-door",
    "{url} does not give the answer of a door (status {status}).",
    "The proxy answers by itself. Is the door running, and does the proxy pass this name on to it? "
    "The staff door may refuse this machine: run it from the municipal network.",
)
NO_HSTS = wrong(
    "no-hsts",
    "{url} gives no Strict-Transport-Security.",
    "The door gives it when UITWEG_PROXY is set; the proxy must not take it away.",
)
ADDED = wrong(
    "headers-added",
    "Something before the door adds headers at {url}: {names}.",
    "Take `add_header` (and what a firewall or cache adds) away: a cookie or a header that loads "
    "something can give visitors away, and the worker raises an alarm about it.",
)
PLAIN_HTTP = wrong(
    "http-served",
    "{url} is served without TLS: let the proxy answer there with a redirect to https.",
    "The first block of the nginx lines does that (start.md, 5).",
)
NO_REDIRECT = attention(
    "http-silent",
    "Nothing answers at {url}: who types the name without https sees an error.",
    "Let the proxy redirect port 80 to https.",
)
REDIRECTS = good("http-redirects", "{url} leads to https.")
ANY_NAME = wrong(
    "any-name-served",
    "{url} also answers to a name that is not its own.",
    "Give the proxy a default server that closes the connection: pages of this site could "
    "otherwise be shown under another name.",
)
OWN_NAME = good("only-own-name", "{url} gives nothing to who asks for another name.")
LIMIT_LOW = wrong(
    "body-limit-low",
    "The proxy at {url} refuses by itself what the door would take (status {status}): let bodies "
    "of 32 MiB through.",
    "nginx: client_max_body_size 32m. Its own page is not ours, and what was typed is lost.",
)
LIMIT_FITS = good("body-limit-fits", "{url} lets large files through to the door.")
WAITS_FOR_BODY = attention(
    "body-kept-by-proxy",
    "The proxy at {url} seems to wait for a whole body before it asks the door.",
    "nginx: proxy_request_buffering off. Else files of visitors are written to its disk first.",
)
PROTO_BELIEVED = wrong(
    "forwarded-proto-believed",
    "The proxy at {url} passes on the X-Forwarded-Proto that a visitor sends.",
    "nginx: proxy_set_header X-Forwarded-Proto https; it replaces what was sent.",
)
BESIDE_PROXY = wrong(
    "door-beside-proxy",
    "The door itself can be reached at {host}, port {port}, beside the proxy.",
    "Let it listen on 127.0.0.1 (leave `--host` out), or close the port in the firewall: there "
    "X-Forwarded-Proto of anybody is believed.",
)

OTHER_NAME = "onbekend.invalid"
LARGE_FORM = "/schrijven/versturen/"
SOON_DAYS = 14
UNREACHABLE = (OSError, http.client.HTTPException)


@dataclass(frozen=True)
class Site:
    """One of the two sites, by the setting that names it, and the port of its door."""

    setting: str
    url: str
    port: int
    is_public: bool


def examine(_who: Patient) -> Findings:
    """Ask both sites, as far as this machine reaches them."""
    from django.conf import settings

    sites = (
        Site("UITWEG_PUBLIC_URL", settings.PUBLIC_URL, settings.PUBLIC_PORT, is_public=True),
        Site("UITWEG_STAFF_URL", settings.STAFF_URL, settings.STAFF_PORT, is_public=False),
    )
    for site in sites:
        if not site.url.startswith("https:"):
            yield ON_TRIAL.found(name=site.setting, url=site.url)
        else:
            yield from asked(site, onion=settings.ONION)


def asked(site: Site, *, onion: str = "") -> Iterator[Finding]:
    """Ask one site with TLS all there is to ask."""
    question = Question(site.url, "/" if site.is_public else "/inloggen/")
    from django.utils import timezone

    try:
        reply = ask(question)
    except ssl.SSLCertVerificationError as error:
        yield CERTIFICATE.found(url=site.url, why=error.verify_message)
        return
    except UNREACHABLE as error:
        yield NOT_REACHED.found(url=site.url, why=type(error).__name__)
        return
    yield ANSWERS.found(url=site.url)
    yield from certificate(site.url, reply.certificate_ends, now=timezone.now())
    if not reply.is_of_a_door:
        yield NOT_OURS.found(url=site.url, status=reply.status)
        return
    yield from headers(site, reply)
    yield from plain_http(f"http://{urlsplit(site.url).hostname}")
    yield from other_names(question)
    yield from beside_the_proxy(site)
    if site.is_public:
        yield from body_limit(site.url)
        yield from forged_scheme(question, reply, onion=onion)


def certificate(url: str, ends: str, *, now: datetime) -> Iterator[Finding]:
    days = (datetime.fromtimestamp(ssl.cert_time_to_seconds(ends), UTC) - now).days
    if days < SOON_DAYS:
        yield ENDS_SOON.found(url=url, days=days)


def headers(site: Site, reply: Reply) -> Iterator[Finding]:
    """Judge the headers: what should be there, and what nobody should have added."""
    from uitweg.site.web.page_headers import COMMON_HEADERS, HARMLESS_HEADERS

    if not reply.value("strict-transport-security"):
        yield NO_HSTS.found(url=site.url)
    ours = {name for name, _ in COMMON_HEADERS} | {
        "cache-control",
        "content-type",
        "content-language",
    }
    ours |= {"onion-location"} if site.is_public else {"set-cookie", "location"}
    added = {name for name, _ in reply.headers} - ours - HARMLESS_HEADERS - {"alt-svc"}
    if added:
        yield ADDED.found(url=site.url, names=", ".join(sorted(added)))


def plain_http(plain: str) -> Iterator[Finding]:
    """Judge what stands at the address without TLS."""
    try:
        reply = ask(Question(plain))
    except UNREACHABLE:
        yield NO_REDIRECT.found(url=plain)
        return
    leads = 300 <= reply.status < 400 and reply.value("location").startswith("https://")
    yield (REDIRECTS if leads else PLAIN_HTTP).found(url=plain)


def other_names(question: Question) -> Iterator[Finding]:
    try:
        reply = ask(replace(question, host=OTHER_NAME))
    except UNREACHABLE:
        yield OWN_NAME.found(url=question.url)
        return
    yield (ANY_NAME if reply.is_of_a_door and reply.status < 400 else OWN_NAME).found(
        url=question.url
    )


def beside_the_proxy(site: Site) -> Iterator[Finding]:
    host = urlsplit(site.url).hostname or ""
    try:
        reply = ask(Question(f"http://{host}:{site.port}", "/health"))
    except UNREACHABLE:
        return
    if reply.is_of_a_door and not is_loopback(host):
        yield BESIDE_PROXY.found(host=host, port=site.port)


def is_loopback(host: str) -> bool:
    """Return whether this name leads to this machine only, where a door is meant to listen."""
    import socket
    from ipaddress import ip_address

    found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    return all(ip_address(place[4][0]).is_loopback for place in found)


def body_limit(url: str) -> Iterator[Finding]:
    """Announce a body that only the door itself should refuse; none of it is sent."""
    from uitweg.site.server.body_limits import public_body_limit

    length = public_body_limit(LARGE_FORM) + 1
    kind = {"Content-Type": "application/octet-stream"}
    try:
        reply = ask(Question(url, LARGE_FORM, "POST", kind, length=length))
    except TimeoutError:
        yield WAITS_FOR_BODY.found(url=url)
    except UNREACHABLE:
        yield LIMIT_LOW.found(url=url, status="none")
    else:
        symptom = LIMIT_FITS if reply.is_of_a_door else LIMIT_LOW
        yield symptom.found(url=url, status=reply.status)


def forged_scheme(question: Question, reply: Reply, *, onion: str) -> Iterator[Finding]:
    """Ask as if by http: the header of the onion address, which is for https only, must stay."""
    if not (onion and reply.value("onion-location")):
        return
    try:
        forged = ask(replace(question, headers={"X-Forwarded-Proto": "http"}))
    except UNREACHABLE:
        return
    if not forged.value("onion-location"):
        yield PROTO_BELIEVED.found(url=question.url)
