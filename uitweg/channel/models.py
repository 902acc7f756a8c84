"""The anonymous conversation: reports, messages, answers, files, and wishes to delete."""

from uitweg.channel.conversation.models import (
    Answer,
    AnswerTime,
    Attachment,
    Chunk,
    DeletionWish,
    JunkBatch,
    Message,
    Report,
    TeamKey,
    Tombstone,
    random_row_id,
)

__all__ = [
    "Answer",
    "AnswerTime",
    "Attachment",
    "Chunk",
    "DeletionWish",
    "JunkBatch",
    "Message",
    "Report",
    "TeamKey",
    "Tombstone",
    "random_row_id",
]
