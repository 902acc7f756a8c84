"""A city on three machines, and a fourth from which its people come."""

import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

import psycopg

from endurance.cluster.machines import Bridge, Namespace, enter_network
from endurance.cluster.node import ADDRESSES, Node, cluster_state, leads
from tests.support.installation import ROOT
from tests.support.processes import TeamKey

PEOPLE = "10.77.0.20"
PATIENCE_SECONDS = 240
PASSWORDS = {"uitweg_door": "change-me-4", "uitweg_staff": "change-me-5", "postgres": "change-me-2"}
LOGINS = """
create role uitweg_staff login password 'change-me-5' createrole;
create role uitweg_public nologin;
create role uitweg_door login password 'change-me-4' in role uitweg_public connection limit 150;
create database uitweg owner uitweg_staff;
create database uitweg_channel owner uitweg_staff;
create database floor;
"""
"""The passwords are those of the example files in deploy/cluster."""


def _uitweg(node: Node, settings: dict[str, str], *command: str) -> None:
    """Run a command of Uitweg on a node, with these settings."""
    line = ["env", *(f"{key}={value}" for key, value in settings.items()), sys.executable]
    done = subprocess.run(
        node.space.line(*line, "-m", "uitweg.site", *command),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


class City:
    """Three machines on a bridge; `folder` holds their logs."""

    def __init__(self, folder: Path, timing: dict[str, int]) -> None:
        self.folder = folder
        certificates = folder / "certificates"
        _make_certificates(certificates)
        self.bridge = Bridge()
        self.nodes = {name: Node(name, folder / name, certificates, timing) for name in ADDRESSES}
        self.people = Namespace()
        for node in self.nodes.values():
            node.plug(self.bridge)
        self.bridge.plug(self.people, PEOPLE)
        enter_network(self.people)  # so that this thread sees what the people see

    def address(self, user: str, database: str, host: str = "127.0.0.1", port: int = 5000) -> str:
        ca = self.folder / "certificates" / "database-ca.pem"
        login = f"{user}:{PASSWORDS[user]}@db.uitweg.internal:{port}/{database}"
        return (
            f"postgresql://{login}?hostaddr={host}&sslmode=verify-full&sslrootcert={ca}"
            "&connect_timeout=3"
        )

    def address_of(self, node: Node, database: str = "floor") -> str:
        return self.address("postgres", database, node.address, 5432)

    def start(self, node: Node, *parts: str) -> None:
        node.start(*parts, more=self._environment(node))

    def _environment(self, node: Node) -> dict[str, str]:
        data = self.folder / f"{node.name}-public"
        data.mkdir(exist_ok=True)
        address = next(
            line.partition("=")[2]
            for line in node.environment("public.env")
            if line.startswith("UITWEG_DATABASE_URL=")
        )
        return {
            "PYTHONPATH": str(ROOT),
            "UITWEG_DATA": str(data),
            "UITWEG_LOAD_LEVEL": "calm",
            "UITWEG_BUILD_MATERIALS": "no",  # minutes of a core on each machine, measured nowhere
            "UITWEG_SECRET_FILE": str(self.folder / "public.secret"),
            "UITWEG_DATABASE_URL": address,
            "UITWEG_PUBLIC_URL": "https://uitweg.city.example",
            "UITWEG_PROXY": "127.0.0.1",
        }

    def found(self) -> None:
        """Make the cluster and a team in it, and start the doors."""
        for node in self.nodes.values():
            self.start(node, "etcd")
        for node in self.nodes.values():
            self.start(node, "patroni", "haproxy")
        leader = self.wait_until_whole()
        with psycopg.connect(self.address_of(leader, "postgres"), autocommit=True) as rows:
            for line in filter(str.strip, LOGINS.split(";")):
                rows.execute(line)
        with psycopg.connect(self.address_of(leader), autocommit=True) as rows:
            rows.execute("create table floor (id serial primary key)")
        self._found_team()
        self._open_front()
        for node in self.nodes.values():
            self.start(node, "nginx", "door")

    def _open_front(self) -> None:
        """Start the HAProxy that has the visitors' address, as on a machine with a floating one."""
        file = str(self.nodes["one"].folder / "haproxy" / "haproxy.cfg")
        with (self.folder / "front.log").open("ab") as log:
            line = self.people.line("haproxy", "-W", "-f", file)
            subprocess.Popen(line, stdout=log, stderr=log, start_new_session=True)

    def _found_team(self) -> None:
        node = self.nodes["one"]
        data = self.folder / "staff"
        data.mkdir()
        more = self._environment(node) | {
            "UITWEG_DATA": str(data),
            "UITWEG_SECRET_FILE": str(self.folder / "staff.secret"),
            "UITWEG_DATABASE_URL": self.address("uitweg_staff", "uitweg"),
        }
        _uitweg(node, more, "init", "--name", "Fatima", "--login", "fatima")
        _uitweg(node, self._environment(node), "new-secret", "--door", "public")

    def team_key(self) -> TeamKey:
        query = (
            "SELECT key_id, public_key, verify_key FROM channel_teamkey WHERE retired_at IS NULL"
        )
        with self.channel() as rows:
            found = rows.execute(query).fetchone()
        assert found
        return TeamKey(*(bytes(value) for value in found))

    def channel(self) -> "psycopg.Connection[tuple[object, ...]]":
        """Return a connection to the channel store at the leader."""
        return psycopg.connect(self.address_of(self.wait_until_whole(), "uitweg_channel"))

    def wait_until_whole(self) -> Node:
        """Wait until one machine leads and two follow, one of them synchronously.

        All three must say so, and the leader itself as well: who was cut off says for a while what
        was true before, and shows rows that never counted.
        """
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            views = [_view(node) for node in self.nodes.values()]
            leader = views[0].leader
            if leader and all(view == views[0] and view.is_whole for view in views):
                node = self.nodes[leader]
                if leads(node.address):
                    return node
            assert time.monotonic() < deadline, views
            time.sleep(0.5)

    def end(self) -> None:
        for space in (*(node.space for node in self.nodes.values()), self.people, self.bridge):
            space.end()


class View(NamedTuple):
    """What one machine's Patroni says of the cluster."""

    leader: str
    is_whole: bool


def _view(node: Node) -> View:
    try:
        members = cluster_state(node.address)
    except OSError:
        return View("", is_whole=False)
    leaders = [str(one["name"]) for one in members if one["role"] == "leader"]
    followers = [one["role"] for one in members if one["state"] == "streaming"]
    is_whole = len(followers) == 2 and "sync_standby" in followers
    return View(leaders[0] if len(leaders) == 1 else "", is_whole)


def _make_certificates(folder: Path) -> None:
    """Make an authority and one certificate that holds for whichever machine leads."""
    folder.mkdir(parents=True)
    new = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"]
    new += ["-nodes", "-days", "3650"]
    authority = [str(folder / "database-ca.key"), str(folder / "database-ca.pem")]
    names = ["-subj", "/CN=Uitweg database"]
    own = ["-subj", "/CN=db.uitweg.internal", "-addext", "subjectAltName=DNS:db.uitweg.internal"]
    own += ["-addext", "basicConstraints=CA:FALSE"]
    signed = ["-CA", authority[1], "-CAkey", authority[0]]
    files = ["-keyout", str(folder / "database.key"), "-out", str(folder / "database.pem")]
    for line in (
        [*new, "-keyout", authority[0], "-out", authority[1], *names],
        [*new, *signed, *files, *own],
    ):
        subprocess.run(line, check=True, capture_output=True)
