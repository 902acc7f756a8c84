"""One of the three machines: etcd, Patroni with PostgreSQL, HAProxy, nginx and a public door."""

import json
import os
import subprocess
import sys
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from string import Template

from endurance.cluster.machines import Bridge, Namespace
from tests.support.installation import ROOT
from tests.support.machine import Missing

CONFIGURATION = ROOT / "deploy" / "cluster"
ADDRESSES = {"one": "10.77.0.11", "two": "10.77.0.12", "three": "10.77.0.13"}
DATA_MB = 900
"""The disk of a machine's database; a ballast file fills it."""
CLOCK = "/run/clock"
FAKETIME = "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1"
FAKETIME_SETTINGS = (
    "FAKETIME_CACHE_DURATION=1",
    "FAKETIME_DONT_FAKE_MONOTONIC=1",
    "FAKETIME_DONT_RESET=1",
)
PREPARE = """
mkdir -p $folder/etc/uitweg $folder/etc/patroni $folder/haproxy $folder/etcd
mkdir -p $folder/nginx/conf.d $folder/nginx/snippets
for place in /run /var/lib/postgresql /var/lib/etcd /etc/uitweg /etc/patroni /etc/haproxy; do
  mkdir -p $$place
done
mount -t tmpfs -o mode=755 tmpfs /run
mount -t tmpfs -o mode=1777 tmpfs /dev/shm
install -d -o postgres -g postgres /run/postgresql
mount -t tmpfs -o size=${size}m,mode=755 tmpfs /var/lib/postgresql
install -d -o postgres -g postgres /var/lib/postgresql/17
chown postgres /var/lib/postgresql
mount --bind $folder/etcd /var/lib/etcd
mount --bind $folder/etc/uitweg /etc/uitweg
mount --bind $folder/etc/patroni /etc/patroni
mount --bind $folder/haproxy /etc/haproxy
mount --bind $folder/nginx /etc/nginx
printf '127.0.0.1 localhost\n127.0.0.1 db.uitweg.internal\n' > $folder/hosts
mount --bind $folder/hosts /etc/hosts
printf '+0' > /run/clock && chmod 644 /run/clock
"""
NGINX = """daemon off;
pid /run/nginx.pid;
error_log /dev/null crit;
worker_processes 1;
user root;
events { worker_connections 4096; }
http {
  client_body_temp_path /run/bodies;
  proxy_temp_path /run/answers;
  include /etc/nginx/conf.d/*.conf;
}
"""


ETCD_FOR_PATRONI = "/usr/lib/python3/dist-packages/etcd"
"""Debian's patroni comes without it, and then knows Consul and Kubernetes only."""


def require_tools() -> None:
    """Raise Missing, with what to type, when this machine cannot be three."""
    tools = ["/usr/bin/patroni", "/usr/bin/etcd", "/usr/sbin/haproxy", "/usr/sbin/nginx", FAKETIME]
    tools += ["/usr/lib/postgresql/17/bin/postgres", ETCD_FOR_PATRONI]
    if os.geteuid() or not all(Path(tool).exists() for tool in tools):
        raise Missing(
            "A cluster needs Linux, root and: apt-get install postgresql-17 patroni "
            "python3-etcd etcd-server etcd-client haproxy nginx faketime"
        )


@dataclass
class Node:
    """A machine; `folder` is where its files are on this one."""

    name: str
    folder: Path
    certificates: Path
    timing: dict[str, int]
    space: Namespace = field(init=False)
    processes: dict[str, "subprocess.Popen[bytes]"] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True)
        self.space = Namespace(Template(PREPARE).substitute(folder=self.folder, size=DATA_MB))
        self._install_configuration()

    @property
    def address(self) -> str:
        return ADDRESSES[self.name]

    def _install_configuration(self) -> None:
        """Put the files of deploy/cluster where its document says."""
        etc = self.folder / "etc"
        patroni = (CONFIGURATION / "patroni.yml").read_text()
        for name, seconds in self.timing.items():
            before = next(line for line in patroni.splitlines() if f" {name}:" in line)
            patroni = patroni.replace(before, f"    {name}: {seconds}")
        (etc / "patroni" / "config.yml").write_text(patroni)
        (self.folder / "haproxy" / "haproxy.cfg").write_text(
            (CONFIGURATION / "haproxy.cfg").read_text()
        )
        for file in self.certificates.iterdir():
            copy = etc / "uitweg" / file.name
            copy.write_bytes(file.read_bytes())
            copy.chmod(0o600)
            self.space.run("chown", "postgres", f"/etc/uitweg/{file.name}")
        self._install_proxy()

    def _install_proxy(self) -> None:
        """Put nginx's files in their places, with the changes that docs/cluster.md names."""
        folder, files = self.folder / "nginx", ROOT / "deploy" / "nginx"
        (folder / "nginx.conf").write_text(NGINX)
        for file in files.glob("uitweg-*.conf"):
            (folder / "snippets" / file.name).write_text(file.read_text())
        lines = (files / "uitweg.conf").read_text().splitlines(keepends=True)
        site = "".join(line for line in lines if "listen [::]:443" not in line)
        for documented, here in {
            "listen 443 ssl": f"listen {self.address}:8443 ssl proxy_protocol",
            "/etc/ssl/uitweg/fullchain.pem": "/etc/uitweg/database.pem",
            "/etc/ssl/uitweg/key.pem": "/etc/uitweg/database.key",
        }.items():
            assert documented in site, documented
            site = site.replace(documented, here)
        (folder / "conf.d" / "uitweg.conf").write_text(site)
        (folder / "conf.d" / "cluster.conf").write_text((CONFIGURATION / "nginx.conf").read_text())

    def environment(self, file: str) -> list[str]:
        """Return the lines of an environment file of deploy/cluster, filled in for this machine."""
        lines = (CONFIGURATION / file).read_text().splitlines()
        filled = [line for line in lines if line and not line.startswith("#")]
        here = [line.replace("ADDRESS", self.address) for line in filled]
        return [
            line.removesuffix("NAME") + self.name if line.endswith("=NAME") else line
            for line in here
        ]

    def start(self, *parts: str, more: dict[str, str] | None = None) -> None:
        fake = [f"LD_PRELOAD={FAKETIME}", f"FAKETIME_TIMESTAMP_FILE={CLOCK}", *FAKETIME_SETTINGS]
        settings = [f"{name}={value}" for name, value in (more or {}).items()]
        uitweg = [*settings, sys.executable, "-m", "uitweg.site"]
        patroni = ["/usr/bin/python3", "/usr/bin/patroni", "/etc/patroni/config.yml"]
        home = "HOME=/var/lib/postgresql"
        lines = {
            "etcd": ["env", *self.environment("etcd.env"), "ETCD_LOG_LEVEL=error", "/usr/bin/etcd"],
            "patroni": ["env", home, *fake, *self.environment("patroni.env"), *patroni],
            "haproxy": ["haproxy", "-W", "-f", "/etc/haproxy/haproxy.cfg"],
            "nginx": ["/usr/sbin/nginx"],
            "door": ["env", *fake, *uitweg, "serve", "--door", "public"],
            "worker": ["env", *uitweg, "worker"],
        }
        for part in parts:
            user = "postgres" if part == "patroni" else ""
            with (self.folder / f"{part}.log").open("ab") as log:
                self.processes[part] = subprocess.Popen(
                    self.space.line(*lines[part], user=user),
                    stdout=log,
                    stderr=log,
                    start_new_session=True,
                    cwd=ROOT,
                )

    def plug(self, bridge: Bridge) -> None:
        bridge.plug(self.space, self.address)

    def set_clock(self, offset: str) -> None:
        """Let this machine's clock jump, such as by "+3600"; monotonic time stays."""
        self.space.run("sh", "-c", f"printf %s '{offset}' > {CLOCK}")

    def fill_disk(self) -> None:
        """Fill the database's disk to the last byte."""
        self.space.run(
            "sh", "-c", "dd if=/dev/zero of=/var/lib/postgresql/ballast bs=1M 2>&1; true"
        )

    def free_disk(self) -> None:
        self.space.run("rm", "-f", "/var/lib/postgresql/ballast")


def cluster_state(address: str) -> list[dict[str, object]]:
    """Return the members as Patroni on this address sees them; the thread must be on the network."""
    with urllib.request.urlopen(f"http://{address}:8008/cluster", timeout=3) as answer:
        members: list[dict[str, object]] = json.load(answer)["members"]
        return members


def leads(address: str) -> bool:
    """Return whether the Patroni at this address says that its PostgreSQL is the one to write to."""
    try:
        with urllib.request.urlopen(f"http://{address}:8008/primary", timeout=3) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False
