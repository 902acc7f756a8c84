"""A member who answers reports, as a process that can be killed.

It reads lines {"mailbox": hex, "key": hex, "text": …} and prints {"key": hex, "done": bool} when
the answer is stored. The first line it prints is the team's private key, to check what is stored.
"""

import json
import os
import sys


def main(login_name: str, phrase: str) -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "uitweg.site.config.settings")
    django.setup()
    from django.utils import timezone

    from uitweg.channel.answers.actions import reports
    from uitweg.channel.conversation.models import Report
    from uitweg.platform.accounts.actions import login
    from uitweg.platform.accounts.actions.authorization import Actor, NotPossible
    from uitweg.platform.accounts.models import Member

    member = Member.objects.get(login=login_name)
    keyring = login.keyring_of(member, login.unlock_seed(member, phrase))
    (keys,) = keyring.team.values()
    _print({"seed": keys.seed.hex()})
    for line in sys.stdin:
        answer = json.loads(line)
        report = Report.objects.get(mailbox_hash=bytes.fromhex(answer["mailbox"]))
        key, done = bytes.fromhex(answer["key"]), True
        try:
            reports.send_answer(
                report=report,
                by=Actor(member, timezone.now(), keyring),
                text=answer["text"],
                key=key,
            )
        except NotPossible:
            done = False
        _print({"key": answer["key"], "done": done})


def _print(line: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
