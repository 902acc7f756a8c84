"""`python -m tests.walk.twice`: send each form that has a key, and again with other words.

In the demo's city of this environment, as each role. Prints JSON: by address what came back the
first time, the same once more, and with other words. Nothing of it remains.
"""

import json
import os
import re
from pathlib import Path
from typing import Any

from tests.walk.door import HOST, LOGINS, Door

KEY = re.compile(r"[0-9a-f]{32}")
TEXT_KINDS = ("text", "search", "textarea")
OTHER = " En nog iets anders."


def main() -> None:
    os.environ["UITWEG_DOOR"] = "staff"
    os.environ["DJANGO_SETTINGS_MODULE"] = "uitweg.site.config.settings"
    import logging

    import django

    django.setup()
    logging.disable(logging.CRITICAL)
    door = Door("staff", Path(), set(LOGINS.values()))
    answers = dict[str, list[int]]()
    for client in door.clients.values():
        for example in door.examples:
            for form in _forms(client, example.path):
                if _has_key(form) and answers.get(form.action, [400])[0] >= 400:
                    with door.stores.rolled_back():
                        answers[form.action] = _sent(client, form)
    print(json.dumps(answers))


def _forms(client: Any, path: str) -> list[Any]:
    from tests.walk.text import read

    answer = client.get(path, HTTP_HOST=HOST)
    kind = answer.headers.get("content-type", "")
    if answer.status_code != 200 or not kind.startswith("text/html"):
        return []
    return [form for form in read(answer.content.decode(), path).forms if form.method == "post"]


def _has_key(form: Any) -> bool:
    return any(each.name == "key" and KEY.fullmatch(each.value) for each in form.fields) and any(
        each.kind in TEXT_KINDS for each in form.fields
    )


def _sent(client: Any, form: Any) -> list[int]:
    from tests.walk.sending import filled

    fields = filled(form.fields)
    texts = {each.name for each in form.fields if each.kind in TEXT_KINDS}
    other = {
        name: [f"{value}{OTHER}" for value in values] if name in texts else values
        for name, values in fields.items()
    }
    return [client.post(form.action, each).status_code for each in (fields, fields, other)]


if __name__ == "__main__":
    main()
