"""The demo's city hangs together: who answered had read it, on that day or before."""

import json
from pathlib import Path

from tests.support.installation import Installation

ANSWERED = """
import json, os, django
os.environ["DJANGO_SETTINGS_MODULE"] = "uitweg.site.config.settings"
os.environ["UITWEG_DOOR"] = "staff"
django.setup()
from django.utils import timezone
from uitweg.channel.conversation.models import Answer, Message
said = []
for answer in Answer.objects.select_related("report").order_by("id"):
    before = answer.report.messages.filter(received_at__lt=answer.written_at).order_by("id")
    day = timezone.localdate(answer.written_at)
    said += [bool(m.read_on and m.read_on <= day) for m in before]
print(json.dumps([said, Message.objects.filter(read_on=None).count()]))
"""


def test_what_the_team_answered_in_the_demo_it_had_read(tmp_path: Path) -> None:
    done = Installation(tmp_path / "data").make().program(ANSWERED)
    assert done.returncode == 0, done.stderr
    said, unread = json.loads(done.stdout)

    assert said == [True, True, True]
    assert unread == 3  # two new reports, and what the mother wrote after the answer
