"""Every setting by name, and which processes need it; docs/start.md, 3, says what each means."""

ALL = frozenset({"public", "staff", "worker"})
STAFF_SIDE = frozenset({"staff", "worker"})
STARTING = frozenset({"run"})
"""Read by the launcher, or set by it."""

SETTINGS: dict[str, frozenset[str]] = {
    "UITWEG_BACKUP_KEYS": STAFF_SIDE,
    "UITWEG_BUILD_MATERIALS": STAFF_SIDE,
    "UITWEG_CITY": ALL,
    "UITWEG_CONTENT": ALL,
    "UITWEG_COORDINATOR": ALL,
    "UITWEG_DATA": ALL,
    "UITWEG_DATABASE_URL": ALL,
    "UITWEG_DEMO": ALL,
    "UITWEG_DOOR": STARTING,
    "UITWEG_GATEWAYS": STAFF_SIDE,
    "UITWEG_HEARTBEAT_URL": STAFF_SIDE,
    "UITWEG_LANGUAGE": ALL,
    "UITWEG_LANGUAGES": ALL,
    "UITWEG_LOAD_LEVEL": ALL,
    "UITWEG_LOGBOOK_REGISTER": STAFF_SIDE,
    "UITWEG_LOGBOOK_URL": STAFF_SIDE,
    "UITWEG_MAINTENANCE": ALL,
    "UITWEG_MATERIALS": ALL,
    "UITWEG_METRICS_PORT": ALL,
    "UITWEG_OIDC_ACR": STAFF_SIDE,
    "UITWEG_OIDC_CLIENT_ID": STAFF_SIDE,
    "UITWEG_OIDC_ISSUER": STAFF_SIDE,
    "UITWEG_OIDC_KEY_FILE": STAFF_SIDE,
    "UITWEG_OIDC_NAME": STAFF_SIDE,
    "UITWEG_OIDC_REQUIRED": STAFF_SIDE,
    "UITWEG_ONION": ALL,
    "UITWEG_POLICY": STAFF_SIDE,
    "UITWEG_PROXY": ALL,
    "UITWEG_PUBLIC_PORT": ALL,
    "UITWEG_PUBLIC_URL": ALL,
    "UITWEG_PYTHON": STARTING,
    "UITWEG_SECRET_FILE": ALL,
    "UITWEG_SECURITY_CONTACT": ALL,
    "UITWEG_SMTP_URL": STAFF_SIDE,
    "UITWEG_STAFF_PORT": ALL,
    "UITWEG_STAFF_URL": ALL,
    "UITWEG_THEME": ALL,
    "UITWEG_TOR_TUNNEL_PORT": STAFF_SIDE,
    "UITWEG_TRACES_URL": ALL,
    "UITWEG_WATCH": STAFF_SIDE,
}
"""One line for each row of that table."""
SECRET_BEARING = frozenset(
    {
        "UITWEG_GATEWAYS",
        "UITWEG_HEARTBEAT_URL",
        "UITWEG_LOGBOOK_URL",
        "UITWEG_OIDC_KEY_FILE",
        "UITWEG_SMTP_URL",
    }
)
"""What whoever takes over the public door should not find in its environment."""
SHOWN_ON_PAGES = (
    "UITWEG_CITY",
    "UITWEG_COORDINATOR",
    "UITWEG_LANGUAGES",
    "UITWEG_PUBLIC_URL",
    "UITWEG_ONION",
    "UITWEG_THEME",
    "UITWEG_SECURITY_CONTACT",
    "UITWEG_DEMO",
)
"""The worker compares the public door's pages with what it renders itself from these."""
ALIKE = (*SHOWN_ON_PAGES, "UITWEG_CONTENT", "UITWEG_MAINTENANCE", "UITWEG_MATERIALS")
"""What both doors and the worker need with one value."""
