"""The bodies of the sealed addresses, read in this process. Needs Django to be set up."""

import json
from base64 import b64encode

from endurance.fuzz.formats import KEY, MAILBOX, a_message
from endurance.fuzz.target import Target, ends
from uitweg.channel.attachments.actions.uploads import read_file_hash, read_uploaded_chunks
from uitweg.channel.conversation.forms import read_mailbox_id
from uitweg.channel.conversation.public_views.json_answers import read_flat_json
from uitweg.channel.inbox.forms import read_message, read_report
from uitweg.platform.sealing import conversation, envelope, files, tokens


def forms() -> Target:
    """The bodies of the sealed addresses, as far as they are read without a store."""
    seed = envelope.new_seed()
    public = envelope.public_key(seed)
    key_id = envelope.key_id(public)
    made = conversation.seal_message(public, public, MAILBOX, KEY, a_message("Verzonnen."))
    given = {
        "key": KEY,
        "mailbox_id": MAILBOX,
        "for_team": made.for_team,
        "for_reporter": made.for_reporter,
    }
    message: dict[str, object] = {name: b64encode(value).decode() for name, value in given.items()}
    message |= {"danger": False, "files": tokens.new_token(16).hex()}
    report = message | {"reporter_public": b64encode(public).decode()}
    file = files.describe(bytes(70_000), name="foto.jpg", kind="image/jpeg")
    pieces = file.id + bytes(4) + b"\1" + b"".join(files.seal(file, bytes(70_000)))

    def attempt(raw: bytes) -> str:
        return "+".join(
            ends(read)
            for read in (
                lambda: read_report(read_flat_json(raw), key_id=key_id),
                lambda: read_message(read_flat_json(raw), key_id=key_id),
                lambda: read_mailbox_id(read_flat_json(raw)),
                lambda: read_uploaded_chunks(raw),
                lambda: read_file_hash(raw),
            )
        )

    examples = [*(json.dumps(each).encode() for each in (message, report)), pieces, file.id]
    return Target(examples, attempt)
