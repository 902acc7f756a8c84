"""Decrypt single messages and answers with the keys of the member who is logged in."""

from uitweg.channel.conversation.models import Answer, Message, Report, TeamKey
from uitweg.platform.accounts.actions.keyring import Keyring, NoKey
from uitweg.platform.audit.rules import Act
from uitweg.platform.sealing import conversation, envelope
from uitweg.platform.sealing.envelope import CannotOpen, Malformed

READ_REPORT = Act("report:read", "Melding gelezen")


def decrypt_message(
    report: Report, message: Message, keyring: Keyring
) -> conversation.MessageContent | None:
    """Return what the reporter wrote, or None when these keys do not decrypt it."""
    sealed = bytes(message.for_team)
    try:
        return conversation.open_message(
            keyring.seed_for(sealed),
            bytes(report.mailbox_hash),
            bytes(message.key),
            sealed,
            reader="team",
        )
    except (CannotOpen, Malformed, NoKey):
        return None


def decrypt_answer(
    report: Report, answer: Answer, keyring: Keyring
) -> conversation.AnswerContent | None:
    """Return what the team wrote; None when it does not decrypt or the signature is not ours."""
    sealed = bytes(answer.for_team)
    try:
        seed = keyring.seed_for(sealed)
        team = TeamKey.objects.get(key_id=envelope.inspect(sealed).key_id)
        opened = conversation.open_answer(
            seed,
            bytes(team.verify_key),
            bytes(report.mailbox_hash),
            bytes(answer.key),
            sealed,
            reader="team",
        )
        return opened if team.may_sign(opened.on) else None
    except (CannotOpen, Malformed, NoKey, conversation.ForgedAnswer):
        return None
