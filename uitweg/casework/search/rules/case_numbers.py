"""Numbers of reports and calls as people write them: M-0012, m12, B-0003."""

import re

MAX_NUMBERS = 5


def numbers_in(text: str, letter: str) -> list[int]:
    """Return the numbers in `text` that have this letter in front, at most the first five."""
    numbers = re.findall(rf"(?<![\w-]){letter}-?(\d{{1,9}})(?![\w-])", text, re.IGNORECASE)
    return [int(number) for number in numbers[:MAX_NUMBERS]]
