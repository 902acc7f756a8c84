"""Makes the demo's recordings from the scripts of the podcast, with a voice made by a machine.

    UITWEG_DEMO=yes python -m uitweg.site.demo.speak

With that the demo's example is said in the place of a coordinator's real number.

Needs `espeak-ng` and `lame` on PATH; nothing else in the tree does. The result is kept beside this
module, in `podcast/`: run this again when a script changed. The transcript's times are those of
the synthesis, line by line; a chapter begins with its first line.
"""

import json
import os
import subprocess
import sys
import tempfile
import wave
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from uitweg.platform.content import load
from uitweg.platform.content.collection import Content
from uitweg.platform.content.values.podcast import (
    NARRATOR,
    Episode,
    SpokenLine,
    spoken_text,
    written_text,
)

FOLDER = Path(__file__).with_name("podcast")
VOICES = {
    "verteller": ("nl+m3", 40, 158),
    "mentor": ("nl+f2", 48, 158),
    "wijkagent": ("nl+f1", 42, 162),
    "coördinator": ("nl+f3", 40, 152),
    "jongere": ("nl+m7", 72, 164),
}
"""Per speaker a voice of espeak-ng, its pitch, and its words a minute."""
HERTZ, SAMPLE_BYTES, KILOBITS = 22050, 2, 32
REST_SECONDS, CHAPTER_REST_SECONDS = 0.35, 0.9


@dataclass(frozen=True)
class SpokenCue:
    """A line as it was spoken: when it begins and ends, in seconds, and its words."""

    begins: float
    ends: float
    line: SpokenLine


def speak(episode: Episode, content: Content) -> None:
    """Write the recording, the transcript and the beginnings of the chapters of an episode."""
    contacts = {contact.id: contact for contact in content.contacts}
    sound, cues, begins = bytearray(), list[SpokenCue](), list[float]()
    for is_first, line in _lines(episode, content):
        if is_first:
            sound += _silence(CHAPTER_REST_SECONDS if begins else 0)
            begins.append(_seconds(sound))
        start = _seconds(sound)
        sound += _voice(line.speaker, spoken_text(line.text, contacts))
        words = SpokenLine(line.speaker, written_text(line.text, contacts))
        cues.append(SpokenCue(start, _seconds(sound), words))
        sound += _silence(REST_SECONDS)
    FOLDER.mkdir(exist_ok=True)
    _write_mp3(bytes(sound), FOLDER / f"{episode.id}.mp3")
    (FOLDER / f"{episode.id}.vtt").write_text(_webvtt(cues), encoding="utf-8")
    spoken = {id: contacts[id].number for id in episode.contacts}
    beside = {"chapters": [round(each, 2) for each in begins], "numbers": spoken}
    (FOLDER / f"{episode.id}.json").write_text(json.dumps(beside, indent=1) + "\n")


def _lines(episode: Episode, content: Content) -> Iterator[tuple[bool, SpokenLine]]:
    """Yield each line, and whether a chapter begins with it; first that a machine speaks."""
    for number, chapter in enumerate(episode.script.chapters):
        lines = list(chapter.lines)
        if number == 0:
            lines.insert(0, SpokenLine(NARRATOR, content.training["podcast_machine"]))
        for place, line in enumerate(lines):
            yield place == 0, line


def _voice(speaker: str, text: str) -> bytes:
    """Return a sentence as raw sound."""
    voice, pitch, speed = VOICES[speaker]
    options = ["-v", voice, "-p", str(pitch), "-s", str(speed), "--stdout", text]
    spoken = subprocess.run(  # noqa: S603  our own words
        ["espeak-ng", *options],  # noqa: S607  who makes the demo installs it
        capture_output=True,
        check=True,
    )
    # espeak-ng writes a length that nobody can know on a pipe; the frames are read to the end
    with wave.open(BytesIO(spoken.stdout)) as file:
        if (file.getframerate(), file.getsampwidth()) != (HERTZ, SAMPLE_BYTES):
            raise SystemExit("espeak-ng speaks at another rate than expected")
        return bytes(file.readframes(file.getnframes()))


def _silence(seconds: float) -> bytes:
    return bytes(int(seconds * HERTZ) * SAMPLE_BYTES)


def _seconds(sound: bytes | bytearray) -> float:
    return len(sound) / SAMPLE_BYTES / HERTZ


def _write_mp3(sound: bytes, path: Path) -> None:
    with tempfile.NamedTemporaryFile(suffix=".wav") as raw:
        with wave.open(raw.name, "wb") as file:
            file.setparams((1, SAMPLE_BYTES, HERTZ, 0, "NONE", ""))
            file.writeframes(sound)
        line = ["lame", "--quiet", "-m", "m", "-b", str(KILOBITS), "--cbr", "-q", "2"]
        subprocess.run([*line, raw.name, str(path)], check=True)  # noqa: S603  our own words


def _webvtt(cues: list[SpokenCue]) -> str:
    rows = [
        f"{_moment(cue.begins)} --> {_moment(cue.ends)}\n<v {cue.line.speaker}>{cue.line.text}\n"
        for cue in cues
    ]
    return "\n".join(["WEBVTT\n", *rows])


def _moment(seconds: float) -> str:
    whole, milli = divmod(round(seconds * 1000), 1000)
    return f"{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02}.{milli:03}"


if __name__ == "__main__":
    if os.environ.get("UITWEG_DEMO") != "yes":
        raise SystemExit("Set UITWEG_DEMO=yes: the demo says no real coordinator's number.")
    everything = load()
    for each in everything.episodes:
        speak(each, everything)
        size = (FOLDER / f"{each.id}.mp3").stat().st_size
        sys.stderr.write(f"{each.id}: {size:,} bytes\n")
