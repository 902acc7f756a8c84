"""Draws the podcast's picture: our mark and its name, in the colours of the pages.

    python -m tests.support.podcast_cover

Podcast apps ask a square PNG or JPEG of 1400 to 3000 dots, in RGB.
"""

import math
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

PARTS = Path(__file__).resolve().parents[2] / "uitweg"
PICTURE = PARTS / "knowledge/training/static/training/podcast.png"
FONT = PARTS / "platform/sandbox/typeset/fonts/NotoSans-Bold.ttf"
SIDE = 1400
GREEN, PAPER, TINT = "#0c6047", "#faf7f0", "#7fd6b0"
SCALE, LEFT, TOP, LINE, FINER = 36, 250, 180, 92, 3
"""The mark (the icon "logo") is drawn on a grid of 24: dots a step, its corner, how thick
it is, and how much larger it is drawn first."""


def draw() -> Image.Image:
    """Return the picture; the mark is drawn larger and made smaller, so that its edge is smooth."""
    large = Image.new("RGB", (SIDE * FINER, SIDE * FINER), GREEN)
    brush, radius = ImageDraw.Draw(large), LINE * FINER / 2
    for x, y in _mark():
        at_x, at_y = (LEFT + x * SCALE) * FINER, (TOP + y * SCALE) * FINER
        brush.ellipse((at_x - radius, at_y - radius, at_x + radius, at_y + radius), fill=TINT)
    picture = large.resize((SIDE, SIDE), Image.Resampling.LANCZOS)
    pen = ImageDraw.Draw(picture)
    for text, size, at in (("De uitweg", 190, 900), ("een podcast", 96, 1130)):
        font = ImageFont.truetype(FONT, size)
        pen.text((SIDE / 2, at), text, fill=PAPER, font=font, anchor="ma")
    return picture


def _mark() -> list[tuple[float, float]]:
    """Return points along the line of the icon: down, through a bend, up, and out."""
    down = [(3.0, 4 + step / 50) for step in range(401)]
    bend = [_on_circle(9, 12, 6, angle / 4) for angle in range(720, -1, -1)]
    up = [(15.0, 12 - step / 50) for step in range(151)]
    turn = [_on_circle(19.5, 9, 4.5, angle / 4) for angle in range(720, 1081)]
    out = [(19.5 + step / 50, 4.5) for step in range(126)]
    return [*down, *bend, *up, *turn, *out]


def _on_circle(x: float, y: float, radius: float, degrees: float) -> tuple[float, float]:
    turn = math.radians(degrees)
    return x + radius * math.cos(turn), y + radius * math.sin(turn)


if __name__ == "__main__":
    PICTURE.parent.mkdir(parents=True, exist_ok=True)
    draw().save(PICTURE, optimize=True, dpi=(72, 72))
