"""Messages that this server seals: comparing a form that comes back with what it stored before."""

import json
from dataclasses import dataclass, field

from uitweg.channel.conversation.models import Message
from uitweg.platform.sealing import code, conversation, tokens
from uitweg.platform.sealing.envelope import CannotOpen, Malformed

LABEL = "another message"


@dataclass(frozen=True)
class WrittenMessage:
    """A message from a form, with its writer's secrets while the request lasts."""

    content: conversation.MessageContent = field(repr=False)
    danger_now: bool
    secret: code.Code = field(repr=False)

    @property
    def mailbox_hash(self) -> bytes:
        return code.mailbox_hash(self.secret.mailbox_id)

    def is_same_as(self, stored: Message) -> bool:
        """Tell whether `stored` says exactly this: text, danger, files and all the rest.

        Sealing again gives other bytes, so the stored message is decrypted for its writer.
        """
        key, sealed = bytes(stored.key), bytes(stored.for_reporter)
        try:
            opened = conversation.open_message(
                self.secret.seed, self.mailbox_hash, key, sealed, reader="reporter"
            )
        except (CannotOpen, Malformed):
            return False
        return _all_of(opened, stored.danger_now) == _all_of(self.content, self.danger_now)

    def another_key(self, form_key: bytes) -> bytes:
        """Return the key to store this under when the form's own key is used by other content.

        The same form with the same content gives the same key again; without the writer's seven
        words nobody can compute it, so it does not help to guess what a stored message says.
        """
        secret = tokens.derive(self.secret.seed, LABEL)
        said = form_key + _all_of(self.content, self.danger_now)
        return tokens.keyed_digest(secret, LABEL, said)[:16]


def _all_of(content: conversation.MessageContent, danger_now: bool) -> bytes:
    """Return everything that a message says, in one order; files by what is in them."""
    files = [
        [file.name, file.type, file.size, file.sha256.hex(), file.removed] for file in content.files
    ]
    said = [content.text, content.role, content.language, content.safe_times, content.level]
    said.append(content.needed)
    return json.dumps([*said, list(content.signals), files, danger_now]).encode()
