"""20,000 messages that are due, two workers, and kill -9 again and again: each arrives.

On PostgreSQL the server is killed too.

Half are pages to a gateway, half are mail. Both servers refuse some, hang up on some and are slow
with some. What arrived more than once must be marked as uncertain, and what is said to have
arrived must have arrived.
"""

import random
import re
import subprocess
import sys
import time
from collections import Counter
from typing import Any

from endurance.reckoning import sound
from endurance.storm import strike_the_store
from tests.support.installation import Installation
from tests.support.processes import look, strike
from tests.support.servers import GatewayServer, Postbox, gateway_server, hang_up, mail_server

MESSAGES, WORKERS = 20_000, 2
PATIENCE_SECONDS = 3600
STORE_SHARE = 0.3
"""The share of kills that hit the database server, where it is one: it recovers in some seconds."""
OPEN = "SELECT count(*) FROM jobs_outgoingmessage WHERE state <> 'handed-over'"
GATEWAYS = """
gateways:
- {{channel: sms, url: "{url}/send", json: {{to: "{{to}}", text: "{{text}}"}}}}
"""
QUEUE = """
import os, django
os.environ["DJANGO_SETTINGS_MODULE"] = "uitweg.site.config.settings"
django.setup()
from django.utils import timezone
from uitweg.casework.duty.models import ContactChannel
from uitweg.platform.accounts.models import Member
from uitweg.platform.jobs.models import OutgoingMessage
ContactChannel.objects.all().delete()
Member.objects.update(phone="", mail="")  # the demo's own pages find nobody to call
OutgoingMessage.objects.all().delete()
now = timezone.now()
page = {{"lane": "page", "channel": "sms", "to": "+31600000000"}}
mail = {{"lane": "mail", "channel": "mail", "to": "lid@stad.example", "subject": "Uitweg"}}
OutgoingMessage.objects.bulk_create([
    OutgoingMessage(
        key=f"m{{n}}", body=f"nummer {{n}}.", created_at=now, due_at=now, **(page if n % 2 else mail)
    ) for n in range({count})
], batch_size=500)
"""


class MoodyPostbox(Postbox):
    """A mail server that does not take each mail at once."""

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        if random.random() < 0.02:
            return "451 later"
        return str(await super().handle_DATA(server, session, envelope))


def _mood() -> Any:
    return random.choices([200, 500, hang_up], weights=[96, 3, 1])[0]


def deliveries(city: Installation, *, count: int, kill_every: float = 5) -> dict[str, Any]:
    """Queue so many messages, kill a worker every few seconds, and reckon when nothing waits."""
    box = MoodyPostbox()
    with gateway_server(200) as gateway, mail_server(box) as (mail_port, _):
        gateway.next_answer = _mood  # type: ignore[method-assign]
        _settle(city, gateway, mail_port)
        assert city.program(QUEUE.format(count=count)).returncode == 0
        started, deadline = time.monotonic(), time.monotonic() + PATIENCE_SECONDS
        workers, kills, store_kills = [_worker(city) for _ in range(WORKERS)], 0, 0
        on_postgres = bool(city.environment.get("UITWEG_DATABASE_URL"))
        while _open(city) and time.monotonic() < deadline:
            time.sleep(random.uniform(0.5, 2 * kill_every))
            if on_postgres and random.random() < STORE_SHARE:
                strike_the_store(city)
                store_kills += 1
                continue
            nth = random.randrange(WORKERS)
            strike(workers[nth], whom="all")
            workers[nth], kills = _worker(city), kills + 1
        took = round(time.monotonic() - started)
        for worker in workers:
            strike(worker, whom="all")
    texts = [*box.got, *(each.body for each in gateway.got if each.answered == 200)]
    arrived = Counter(int(number) for text in texts for number in re.findall(r"nummer (\d+)", text))
    struck = {"kills": kills, "store_kills": store_kills, "seconds": took}
    return {**_reckon(city, arrived, count), **struck}


def _settle(city: Installation, gateway: GatewayServer, mail_port: int) -> None:
    file = city.folder.parent / "gateways.yaml"
    file.write_text(GATEWAYS.format(url=gateway.url))
    file.chmod(0o600)
    mail = f"smtp://127.0.0.1:{mail_port}?from=uitweg@stad.example"
    city.more |= {"UITWEG_GATEWAYS": str(file), "UITWEG_SMTP_URL": mail, "UITWEG_WATCH": "no"}


def _worker(city: Installation) -> "subprocess.Popen[bytes]":
    with city.log.open("ab") as log:
        line = [sys.executable, "-m", "uitweg.site", "worker"]
        process = subprocess.Popen(
            line, env=city.environment, stdout=log, stderr=log, start_new_session=True
        )
    city.processes[f"worker {process.pid}"] = process
    return process


def _open(city: Installation) -> int:
    """Return how many wait; at least one while the store recovers from a kill."""
    try:
        with look(city, "staff") as rows:
            return int(rows.execute(OPEN)[0][0])
    except Exception:
        time.sleep(0.5)
        return 1


def _reckon(city: Installation, arrived: Counter[int], count: int) -> dict[str, Any]:
    """Compare what arrived with what the outbox says of it."""
    with look(city, "staff") as rows:
        query = "SELECT key, state, is_uncertain FROM jobs_outgoingmessage"
        said = {int(key[1:]): (state, bool(unsure)) for key, state, unsure in rows.execute(query)}
    twice = {number for number, times in arrived.items() if times > 1}
    found = {
        "lost": sum(number not in arrived for number in range(count)),
        "said_to_have_gone_and_did_not": sum(
            state == "handed-over" and number not in arrived for number, (state, _) in said.items()
        ),
        "twice_and_not_marked": sum(not said[number][1] for number in twice),
        "still_open": sum(state != "handed-over" for state, _ in said.values()),
    }
    unsure = sum(unsure for _, unsure in said.values())
    is_good = not any(found.values()) and len(said) == count and sound(city)
    return {"good": is_good, "messages": count, **found, "twice": len(twice), "uncertain": unsure}
