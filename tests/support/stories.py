"""Stories for the tests of lessons: the example of docs/lessons.md, whole, and how to change it."""

from uitweg.platform.content.kinds.story_reading import read_story
from uitweg.platform.content.values.lessons import LessonStory

FILE = "words/nl/lessons/example.md"
CHOICES = 4


def consequence(name: str, to: str, why: str = "Waarom") -> str:
    return (
        f"## gevolg {name}\n\nHij knikt.\n\n### {why}\n\nDaarom.\n\n"
        f"### Wat ook kon\n\nIets anders.\n\n[Verder]({to})\n\n"
    )


def decision(number: int, to: str, why: str = "Waarom") -> str:
    """Return a decision with two choices and their consequences, which both lead to one part."""
    return (
        f"## keuze k{number}: Dag {number}\n\nHij zit *stil*.\n\n"
        f"- [Je wacht.](wacht{number})\n- [Je vraagt](vraag{number}) hoe het gaat.\n\n"
        + consequence(f"wacht{number}", to, why)
        + consequence(f"vraag{number}", to)
    )


TIMELINE = """## tijdlijn twee-weken: Twee weken

Kruis aan wat een signaal is.

- maandag: Nieuwe schoenen.
  - niets: Een cadeau.
- dinsdag: Een zes.
  - niets: Dat kan.
- donderdag: Zijn telefoon gaat steeds.
  - signaal always-reachable: Altijd bereikbaar.
- vrijdag: Hij heeft ineens dure spullen.
  - signaal sudden-expensive-things: Ineens, zonder uitleg.
- zaterdag: Hij slaapt uit.
  - niets: Het is weekend.

[Verder](klaar)

"""
ENDING = """## einde klaar: Wat je meeneemt

Je hoeft het niet zeker te weten.

[Vraag advies](contact:coordinator)
"""


def example() -> str:
    """Return a lesson without a mistake: four choices, a timeline, an ending."""
    nexts = [f"k{number + 1}" for number in range(1, CHOICES)] + ["twee-weken"]
    waiting = "Waarom wachten hier goed is"
    decisions = [
        decision(number, to, waiting if number == 1 else "Waarom")
        for number, to in enumerate(nexts, 1)
    ]
    return "# De auto bij het hek\n\nJe bent mentor.\n\n" + "".join(decisions) + TIMELINE + ENDING


def read(markdown: str) -> LessonStory:
    return read_story(markdown, FILE)
