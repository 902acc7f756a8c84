"""The demo's podcast: Emre, the editor, puts the recordings of a machine's voice online.

They were made by speak.py, once, and stand in the folder `podcast`.
"""

import json
from pathlib import Path

from uitweg.knowledge.training.actions.podcast import publish_recording
from uitweg.knowledge.training.actions.podcast_checks import OfferedRecording
from uitweg.knowledge.training.rules.podcast import VoiceKind
from uitweg.platform.accounts.actions.authorization import Actor
from uitweg.platform.content import load
from uitweg.platform.content.values.podcast import Episode

FOLDER = Path(__file__).with_name("podcast")


def publish_recordings(*, by: Actor) -> None:
    """Publish a recording of each episode that has one."""
    content = load()
    for episode in content.episodes:
        if (FOLDER / f"{episode.id}.mp3").exists():
            publish_recording(made_recording(episode), content, by=by)


def made_recording(episode: Episode) -> OfferedRecording:
    """Return what the machine made of an episode."""
    beside = json.loads((FOLDER / f"{episode.id}.json").read_text())
    return OfferedRecording(
        episode=episode,
        content=(FOLDER / f"{episode.id}.mp3").read_bytes(),
        transcript=(FOLDER / f"{episode.id}.vtt").read_bytes(),
        begins=tuple(beside["chapters"]),
        voice=VoiceKind.MACHINE,
        consents=(),
    )
