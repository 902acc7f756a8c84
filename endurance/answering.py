"""A member at the desk, as a process of its own: answers what is put to it, says so when it is stored.

Lines in: {"mailbox": hex, "key": hex, "text": …}; lines out: {"key": hex, "done": bool}.
The first line out is the team's private half: the coordinator's view of what is stored.
"""

import json
import os
import sys


def main(login_name: str, phrase: str) -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "uitweg.site.config.settings")
    django.setup()
    from django.utils import timezone

    from uitweg.channel.actions import reports
    from uitweg.channel.models import Report
    from uitweg.platform.accounts.actions import login
    from uitweg.platform.accounts.actions.authorization import Actor, NotPossible
    from uitweg.platform.accounts.models import Member

    member = Member.objects.get(login=login_name)
    keyring = login.keyring_of(member, login.unlock_seed(member, phrase))
    (keys,) = keyring.team.values()
    _say({"seed": keys.seed.hex()})
    for line in sys.stdin:
        asked = json.loads(line)
        report = Report.objects.get(mailbox_hash=bytes.fromhex(asked["mailbox"]))
        key, done = bytes.fromhex(asked["key"]), True
        try:
            reports.send_answer(
                report=report,
                by=Actor(member, timezone.now(), keyring),
                text=asked["text"],
                key=key,
            )
        except NotPossible:
            done = False
        _say({"key": asked["key"], "done": done})


def _say(line: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
