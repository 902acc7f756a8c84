"""The only settings file: defaults, overridden by the environment, which is read strictly.

`UITWEG_DOOR` decides what this process is: `public` loads only what the internet may reach,
`staff` loads everything, and `tools` (the worker, the command line, the tests) loads everything
and serves nothing.
"""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.utils.csp import CSP

from uitweg.platform.sealing import tokens
from uitweg.site.config import environment, secret_files
from uitweg.site.config.database_url import DatabaseUrl, database

DOOR = environment.choice("UITWEG_DOOR", "tools", {"public", "staff", "tools"})
DATA = environment.folder("UITWEG_DATA", environment.DATA)
MAINTENANCE_FILE = environment.file("UITWEG_MAINTENANCE", DATA / "maintenance.json")
MATERIALS = environment.folder_to_be("UITWEG_MATERIALS", DATA / "materials")
BUILD_MATERIALS = environment.choice("UITWEG_BUILD_MATERIALS", "yes", {"yes", "no"}) == "yes"
CITY = environment.text("UITWEG_CITY", "Voorbeeldstad")
COORDINATOR = environment.phone("UITWEG_COORDINATOR")  # platform/content shows it
MORE_LANGUAGES = environment.languages("UITWEG_LANGUAGES")  # platform/content obeys it
LANGUAGE = environment.choice("UITWEG_LANGUAGE", "nl", {"nl", "en"})
DEMO = environment.choice("UITWEG_DEMO", "no", {"yes", "no"}) == "yes"
PUBLIC_PORT = environment.port("UITWEG_PUBLIC_PORT", 8000)
STAFF_PORT = environment.port("UITWEG_STAFF_PORT", 8001)
PUBLIC_URL = environment.url("UITWEG_PUBLIC_URL", f"http://127.0.0.1:{PUBLIC_PORT}")
STAFF_URL = environment.url("UITWEG_STAFF_URL", f"http://127.0.0.1:{STAFF_PORT}")
LOAD_LEVEL = environment.choice(
    "UITWEG_LOAD_LEVEL", "measured", {"measured", "calm", "busy", "flooded"}
)
ONION = environment.onion("UITWEG_ONION")
WATCH = environment.choice("UITWEG_WATCH", "yes", {"yes", "no"})
TOR_TUNNEL_PORT = environment.optional_port("UITWEG_TOR_TUNNEL_PORT")
METRICS_PORT = environment.optional_port("UITWEG_METRICS_PORT")
TRACES_URL = environment.traces("UITWEG_TRACES_URL")
BEHIND_TLS = bool(environment.text("UITWEG_PROXY", ""))
MAIL = environment.mail("UITWEG_SMTP_URL")
GATEWAYS = {} if DOOR == "public" else environment.gateways("UITWEG_GATEWAYS")
HEARTBEAT_URL = "" if DOOR == "public" else environment.heartbeat("UITWEG_HEARTBEAT_URL")
SECURITY_CONTACT = environment.contact("UITWEG_SECURITY_CONTACT")
THEME = environment.own_theme("UITWEG_THEME")
LOGBOOK = (
    None
    if DOOR == "public"
    else environment.logboek("UITWEG_LOGBOOK_URL", "UITWEG_LOGBOOK_REGISTER")
)
environment.check_content("UITWEG_CONTENT")
if DOOR != "public":
    environment.check_policy("UITWEG_POLICY")
SIGN_ON = None if DOOR == "public" else environment.sign_on(STAFF_URL)

SECRET_FILE = secret_files.secret_path(DOOR, DATA)
# without a file: one for this process only, which doors and worker refuse to start with
SECRET_KEY = secret_files.read_secret(SECRET_FILE) or tokens.token_text(48)
DEBUG = False
# no response is built from the Host header, but the staff door refuses other names all the same
ALLOWED_HOSTS = (
    [urlsplit(STAFF_URL).hostname or "", "127.0.0.1", "localhost"] if DOOR == "staff" else ["*"]
)
USE_TZ = True
TIME_ZONE = "Europe/Amsterdam"
LANGUAGE_CODE = "nl"
USE_I18N = True
LANGUAGES = [("nl", "Nederlands")]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

PUBLIC_APPS = [
    "uitweg.platform.ui",
    "uitweg.knowledge.guide",
    "uitweg.knowledge.signalcheck",
    "uitweg.knowledge.training",
    "uitweg.knowledge.published_figures",
    "uitweg.channel",
]
STAFF_APPS = [
    *PUBLIC_APPS,
    "uitweg.platform.audit",
    "uitweg.platform.drafts",
    "uitweg.platform.jobs",
    "uitweg.platform.accounts",
    "uitweg.platform.alarms",
    "uitweg.casework.calls",
    "uitweg.casework.cases",
]
STAFF_APPS += [
    "uitweg.casework.search",
    "uitweg.casework.subject_access",
    "uitweg.casework.documents",
    "uitweg.casework.spreadsheets",
    "uitweg.casework.partners",
    "uitweg.casework.appraisal",
]
STAFF_APPS += ["uitweg.casework.retention", "uitweg.casework.duty", "uitweg.casework.dashboard"]
STAFF_APPS += ["uitweg.figures"]
TOOLS_APPS = [*STAFF_APPS, "uitweg.materials"]  # no door makes files of content
INSTALLED_APPS = {"public": PUBLIC_APPS, "staff": STAFF_APPS}.get(DOOR, TOOLS_APPS)

PUBLIC_MIDDLEWARE = [
    "uitweg.site.server.public_middleware.fitting_policy",
    "django.middleware.common.CommonMiddleware",
]
STAFF_MIDDLEWARE = [
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "uitweg.platform.accounts.actions.sessions.member_middleware",
    "uitweg.site.web.too_late.too_late",
]
OBSERVING = "uitweg.site.server.observing"
NAME_VIEW = f"{OBSERVING}.name_public_view" if DOOR == "public" else f"{OBSERVING}.name_view"
MIDDLEWARE = [
    *([NAME_VIEW] if METRICS_PORT or TRACES_URL else []),
    *([f"{OBSERVING}.count_queries"] if TRACES_URL else []),
    *(PUBLIC_MIDDLEWARE if DOOR == "public" else STAFF_MIDDLEWARE),
]
ROOT_URLCONF = "uitweg.site.web.public_urls" if DOOR == "public" else "uitweg.site.web.staff_urls"
APPEND_SLASH = True

STAFF_CONTEXT = (
    "uitweg.casework.dashboard.menu.views.staff_page",
    "uitweg.figures.views.waiting.waiting_figures",
)
HOUSE = Path(__file__).parents[2]
TAG_LIBRARIES = {
    file.parent.name: f"{part}.{file.parent.name}.tags"
    for part in INSTALLED_APPS
    for file in HOUSE.joinpath(*part.split(".")[1:]).glob("*/tags.py")
}
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "libraries": TAG_LIBRARIES,
            "builtins": ["uitweg.platform.ui.templatetags.fields"],
            "loaders": [
                (
                    "uitweg.platform.ui.template_loader.Loader",
                    ["uitweg.platform.ui.template_loader.RoomLoader"],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.csp",
                "uitweg.site.web.context.everywhere",
                *(() if DOOR == "public" else STAFF_CONTEXT),
            ],
        },
    }
]

FORM_RENDERER = "uitweg.platform.ui.fields.FormRenderer"

STAFF_ASSETS = (
    "platform/ui/look/staff.css",
    "platform/ui/look/public.css",
    "platform/ui/look/session.js",
    "platform/ui/look/staff.js",
    "platform/ui/look/stay.js",
    "platform/ui/look/picks.js",
    "platform/accounts/static/accounts/fields.js",
    "platform/drafts/static/drafts/autosave.js",
    "platform/drafts/static/drafts/drafts.js",
    "casework/cases/static/cases/timeline.js",
    "casework/cases/static/cases/drop.js",
    "casework/cases/static/cases/folds.js",
    "casework/cases/static/cases/team_key.js",
    "casework/cases/static/cases/case_table.js",
    "casework/cases/static/cases/consent.js",
    "casework/search/static/search/search.js",
    "casework/spreadsheets/static/spreadsheets/import.js",
    "casework/documents/static/documents/document.css",
    "casework/partners/static/partners/referral.js",
    "casework/duty/static/duty/callout.js",
    "casework/duty/static/duty/callouts.js",
    "casework/partners/static/partners/partners.css",
    "casework/partners/static/partners/find_help.js",
    "casework/dashboard/static/dashboard/call.js",
    "casework/dashboard/static/dashboard/live.js",
    "casework/dashboard/static/dashboard/beat.js",
    "casework/dashboard/static/dashboard/refresh.js",
    "casework/partners/static/partners/package_link.css",
    "platform/sealing/built/package_link.js",
    "casework/partners/static/partners/conference.js",
    "casework/appraisal/static/appraisal/axis.css",
    "casework/appraisal/static/appraisal/sheet.css",
    "casework/appraisal/static/appraisal/appraisal.css",
    "casework/appraisal/static/appraisal/appraisal.js",
    "casework/appraisal/static/appraisal/judging.css",
    "casework/appraisal/static/appraisal/paper.css",
)
"""The stylesheets and scripts that the staff door publishes; paths below uitweg/."""

SECURE_CSP = {
    "default-src": ["'none'"],
    "script-src": [CSP.NONCE],
    "style-src": ["'self'", CSP.NONCE],
    "img-src": ["data:"],
    "connect-src": ["'self'"],
    "worker-src": ["'self'"],
    "form-action": ["'self'"],
    "base-uri": ["'none'"],
    "frame-ancestors": ["'none'"],
}

# Cookies of members are for the staff door only, and behind TLS never go over plain HTTP.
CSRF_COOKIE_NAME = "__Host-formulier" if BEHIND_TLS else "formulier"
CSRF_COOKIE_SECURE = BEHIND_TLS
CSRF_COOKIE_AGE = None  # ends when the browser closes
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_FAILURE_VIEW = "uitweg.site.web.too_late.forged_form"
CSRF_TRUSTED_ORIGINS = [STAFF_URL]
if BEHIND_TLS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# site/server/bodies.py limits bodies before Django sees them; these limits are a second defence.
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200
DATA_UPLOAD_MAX_NUMBER_FILES = 1000  # high, so that our own form says how many it takes
# uploads stay in memory, never in a temporary file; the door refuses those that are too large
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
FILE_UPLOAD_MAX_MEMORY_SIZE = 32 * 1024 * 1024

POSTGRES = database("UITWEG_DATABASE_URL")


def _sqlite(file: str, **options: Any) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": DATA / file,
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": (
                "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA secure_delete=ON;"
                "PRAGMA temp_store=MEMORY;PRAGMA cache_size=-8000"
            ),
            **options,
        },
    }


def _postgres(server: DatabaseUrl, suffix: str, session: str = "") -> dict[str, Any]:
    """Return a database of this server; `session` (`-c …`) follows the address's own options."""
    options = f"{server.more.get('options', '')} {session}".strip()
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": server.name + suffix,
        "USER": server.user,
        "PASSWORD": server.password,
        "HOST": server.host,
        "PORT": server.port,
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {**server.more, **({"options": options} if options else {})},
    }


def _stores() -> dict[str, dict[str, Any]]:
    """Return both databases; the public door gets the channel's only, and can only insert."""
    if POSTGRES:
        # the staff side gives up a lock that the public door's login may hold for ever
        option = "role=uitweg_public" if DOOR == "public" else "lock_timeout=20s"
        channel = _postgres(POSTGRES, "_channel", f"-c {option}")
        staff = _postgres(POSTGRES, "")
    else:
        from uitweg.site.config.insert_only import InsertOnlyConnection

        factory: dict[str, Any] = {"factory": InsertOnlyConnection} if DOOR == "public" else {}
        channel = _sqlite("channel.sqlite", **factory)
        staff = _sqlite("staff.sqlite")
    return {"default": {} if DOOR == "public" else staff, "channel": channel}


DATABASES = _stores()
DATABASE_ROUTERS = ["uitweg.site.config.stores.TwoStores"]

MAILERS: dict[str, dict[str, Any]] = {}  # empty without a mail server: then no mail is sent
if MAIL:
    DEFAULT_FROM_EMAIL = MAIL.sender
    MAILERS["default"] = {
        "BACKEND": "uitweg.platform.jobs.actions.mail_server.Backend",
        "OPTIONS": {
            "host": MAIL.host,
            "port": MAIL.port,
            "username": MAIL.user,
            "password": MAIL.password,
            "use_ssl": MAIL.implicit_tls,
            "use_tls": MAIL.starttls,
            "timeout": 5,
        },
    }

# Of a request only the name of the failing function is logged: no parameters, no bodies.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"quiet": {"()": "uitweg.site.web.quiet_log.QuietFormatter"}},
    # refused requests are not logged: under a flood their lines would fill the disk
    "filters": {
        "faults": {"()": "uitweg.site.web.quiet_log.OnlyFaults"},
        "damped": {"()": "uitweg.site.web.quiet_log.Damped"},
    },
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "formatter": "quiet",
            "filters": ["faults", "damped"],
        }
    },
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"django": {"handlers": [], "propagate": True, "level": "WARNING"}},
}
