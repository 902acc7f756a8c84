"""The settings: misspelt names, wrong values, and what should be the same for two processes."""

import os
import re
from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path

from uitweg.site.config import names
from uitweg.site.config.environment import DATA, Misconfigured
from uitweg.site.operations.doctor.finding import Finding, Findings, Patient, attention, good, wrong

LINE = re.compile(r"\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)=(.*)", re.DOTALL)
USUAL_FILES = {"public": Path("/etc/uitweg/public.env"), "staff": Path("/etc/uitweg/staff.env")}

READ = good("settings-read", "Every setting has a value that Uitweg can obey.")
UNKNOWN = wrong(
    "setting-unknown",
    "{name} is no setting of Uitweg, and nothing reads it.{meant}",
    "Correct the name in the environment file, or take the line out. The list is in start.md, 3.",
)
REFUSED = wrong(
    "setting-refused",
    "{why}",
    "The doors do not start with it. Set what the sentence says; the list is in start.md, 3.",
)
NOT_EXAMINED = attention(
    "not-examined",
    "The database and what stands on it were not looked at: first mend the settings.",
    "Run the doctor again afterwards.",
)
QUOTED = wrong(
    "setting-quoted",
    "The value of {name} has quotation marks in it: whatever read the environment file left them "
    "there.",
    "systemd and the shell take quotes off, `docker --env-file` and cron do not. Write the value "
    "without quotes there.",
)
NO_DATA = wrong(
    "no-data-folder",
    "UITWEG_DATA is '{folder}', and there is no such folder: set it, or make the folder.",
    "Uitweg would make an empty one, and with SQLite begin as a new city. See start.md, 1.",
)
NOT_SET_UP = attention(
    "not-set-up",
    "UITWEG_DATA is not set and {folder} is not there: nothing was set up yet (docs/start.md).",
    "Set UITWEG_DATA, and the rest of start.md, 3, before `./run init`.",
)
NO_PROXY = wrong(
    "https-without-proxy",
    "{name} begins with https, but UITWEG_PROXY is not set: cookies are not Secure and links lead "
    "to http.",
    "Set UITWEG_PROXY to the address of the proxy that does TLS, such as 127.0.0.1.",
)
PROXY_WITHOUT_TLS = wrong(
    "proxy-without-https",
    "UITWEG_PROXY is set, but {name} begins with http: nobody can log in there.",
    "Set the address with https, as visitors type it.",
)
FOREIGN = attention(
    "setting-of-other-side",
    "{name} is for the staff door and the worker only: take it out of the public door’s "
    "environment.",
    "It holds or names a secret. Whoever takes over the public door would have it.",
)
EXAMPLE_CITY = attention(
    "example-city",
    "{name} is not set: the pages show {shown}.",
    "Set it for both doors and the worker before real people can find the site.",
)
IS_DEMO = attention(
    "is-a-demo",
    "UITWEG_DEMO is yes: every page says that this is a demo, and anybody can log in.",
    "Never on a real installation.",
)
DIFFERS = wrong(
    "settings-differ",
    "{name} is not the same here and in {file}.",
    "Give both processes the same value, then restart both: the worker compares the public door’s "
    "pages with its own settings, and maintenance has to close both doors.",
)
OTHER_STORE = wrong(
    "other-database",
    "UITWEG_DATABASE_URL names another server or database here than in {file}.",
    "Both doors have to use the same two databases, each with a login of its own.",
)
SAME_LOGIN = wrong(
    "same-login",
    "Both doors log in to PostgreSQL as {user}: the public door could leave its role.",
    "Give the public door a login of its own (start.md, 2).",
)
SAME_SECRET = wrong(
    "same-secret",
    "Both doors use the secret file {path}.",
    "Give each door a file of its own, readable by its own user only.",
)
OTHER_UNREAD = attention(
    "other-file-unread",
    "{file} cannot be read by this user, so the two environments were not compared.",
    "Run `./run doctor --other FILE` once as root, who can read both.",
)
ALIKE = good("settings-alike", "What both sides need alike is the same in {file}.")

SHOWN_WITHOUT = {
    "UITWEG_CITY": "Voorbeeldstad",
    "UITWEG_COORDINATOR": "the number of Amsterdam’s coordinator",
    "UITWEG_PUBLIC_URL": "an address that only this machine has",
}
SIMILAR = 0.8
MOST_SENTENCES = 20


def examine(patient: Patient) -> Findings:
    """Judge the names and values of the environment; loads no settings."""
    yield from misspelt(patient.environment)
    yield from quoted(patient.environment)
    yield from about_tls(patient)
    yield from unfinished(patient)
    if patient.other is not None:
        yield from compared(patient.environment, patient.other, file=patient.other_file)
    elif patient.other_file:
        yield OTHER_UNREAD.found(file=patient.other_file)


def misspelt(environment: dict[str, str]) -> Iterator[Finding]:
    """Return each variable that looks like a setting and is none."""
    for name in sorted(environment):
        if name in names.SETTINGS or "_" not in name:
            continue
        near = get_close_matches(name.upper(), names.SETTINGS, n=1, cutoff=SIMILAR)
        if name.upper().startswith("UITWEG_") or (near and name.upper().startswith("U")):
            meant = f" Did you mean {near[0]}?" if near else ""
            yield UNKNOWN.found(name=name, meant=meant)


def quoted(environment: dict[str, str]) -> Iterator[Finding]:
    for name, value in sorted(environment.items()):
        if name in names.SETTINGS and re.fullmatch(r"""(['"]).*\1""", value, re.DOTALL):
            yield QUOTED.found(name=name)


def about_tls(patient: Patient) -> Iterator[Finding]:
    """Judge the address of this door beside UITWEG_PROXY."""
    name = "UITWEG_PUBLIC_URL" if patient.is_public else "UITWEG_STAFF_URL"
    address, proxy = patient.environment.get(name, ""), patient.environment.get("UITWEG_PROXY")
    if address.startswith("https:") and not proxy:
        yield NO_PROXY.found(name=name)
    if address.startswith("http:") and proxy:
        yield PROXY_WITHOUT_TLS.found(name=name)


def unfinished(patient: Patient) -> Iterator[Finding]:
    """Return what is still an example, and what the public door should not be told."""
    if patient.environment.get("UITWEG_DEMO") == "yes":
        yield IS_DEMO.found()
        return
    for name, shown in SHOWN_WITHOUT.items():
        if not patient.environment.get(name):
            yield EXAMPLE_CITY.found(name=name, shown=shown)
    if patient.is_public:
        for name in sorted(names.SECRET_BEARING):
            if patient.environment.get(name):
                yield FOREIGN.found(name=name)


def compared(here: dict[str, str], there: dict[str, str], *, file: str) -> Iterator[Finding]:
    """Judge two environments beside each other."""
    found = [
        DIFFERS.found(name=name, file=file)
        for name in names.ALIKE
        if here.get(name, "") != there.get(name, "")
    ]
    ours, theirs = (_database(side.get("UITWEG_DATABASE_URL", "")) for side in (here, there))
    if ours[1:] != theirs[1:]:
        found.append(OTHER_STORE.found(file=file))
    elif ours[0] and ours[0] == theirs[0]:
        found.append(SAME_LOGIN.found(user=ours[0]))
    secret = here.get("UITWEG_SECRET_FILE")
    if secret and secret == there.get("UITWEG_SECRET_FILE"):
        found.append(SAME_SECRET.found(path=secret))
    yield from found or [ALIKE.found(file=file)]


def _database(address: str) -> tuple[str, str, str]:
    """Return the user of a database's address, its hosts and its name."""
    login, _, place = address.partition("://")[2].rpartition("@")
    hosts, _, name = place.partition("?")[0].partition("/")
    return login.partition(":")[0], hosts, name


def missing_folder(environment: dict[str, str]) -> Finding | None:
    """Return a finding when the data folder is not there: loading the settings would make it."""
    given = environment.get("UITWEG_DATA")
    folder = Path(given or DATA).absolute()
    if folder.is_dir():
        return None
    return (NO_DATA if given else NOT_SET_UP).found(folder=folder)


def refused() -> list[Finding]:
    """Load the settings; return a finding for each value that the doors would refuse.

    A wrong value is left out of the environment to find the next one; the environment is put back.
    Empty when the settings are loaded.
    """
    whole = dict(os.environ)
    found: list[Finding] = []
    try:
        while len(found) < MOST_SENTENCES:
            sentence = _refusal()
            if not sentence or REFUSED.found(why=sentence) in found:
                break
            found.append(REFUSED.found(why=sentence))
            name = re.search(r"UITWEG_[A-Z_]+", sentence)
            if name is None or os.environ.pop(name[0], None) is None:
                break
    finally:
        os.environ.clear()
        os.environ.update(whole)
    return found


def _refusal() -> str:
    try:
        from uitweg.site.config import settings  # noqa: F401
    except Misconfigured as problem:
        return str(problem)
    return ""


def read_environment_file(path: Path) -> dict[str, str]:
    """Return its variables. Raises OSError, and UnicodeDecodeError for what is no text."""
    joined = re.sub(r"\\\n", "", path.read_text(encoding="utf-8"))
    lines = (line for line in joined.splitlines() if not line.lstrip().startswith(("#", ";")))
    return {match[1]: unquoted(match[2]) for line in lines if (match := LINE.fullmatch(line))}


def unquoted(value: str) -> str:
    """Return what a value stands for: quotes taken off, and what stands after a backslash."""
    value = value.strip()
    if len(value) >= 2 and value[0] == value[-1] == "'":
        return value[1:-1]
    if len(value) >= 2 and value[0] == value[-1] == '"':
        return re.sub(r'\\([\\"`$])', r"\1", value[1:-1])
    return re.sub(r"\\(.)", r"\1", value)


def usual_other_file(door: str) -> Path | None:
    """Return the environment file of the other side, where docs/start.md has it, if it is there."""
    path = USUAL_FILES["staff" if door == "public" else "public"]
    try:
        return path if path.is_file() else None
    except OSError:
        return None
