"""Measures how hard a text is to read, with published formulas and plain counts.

Dutch: Flesch-Douma, 206.84 - 0.93 x words a sentence - 77 x syllables a word. English: Flesch
Reading Ease, 206.835 - 1.015 x words a sentence - 84.6 x syllables a word. Higher is easier.
Douma's own table: 60-70 "normal", 70-80 "fairly easy" (read in the sixth or seventh year of
primary school), 80-90 "easy" (the fifth year); Flesch calls 70-80 "fairly easy" as well. We found
no published table from these scores to the levels of the Council of Europe, so we claim none:
RULES asks "fairly easy" where B1 is the aim, and "easy" where it is A2.

W.H. Douma, De leesbaarheid van landbouwbladen, Wageningen 1960; his table in Onze Taal 46 (1977),
dbnl.org/tekst/_taa014197701_01. R. Flesch, The Art of Readable Writing, 1949.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

LONG_WORD_LETTERS = 6  # letters; a longer word is "long", as in LIX (Björnsson 1968)
SHORT_SENTENCE_WORDS = 10  # words; the most in a sentence of easy Dutch
LEAST_WORDS_FOR_FORMULA = (
    100  # words; Flesch takes samples of a hundred, on less his formula says little
)


@dataclass(frozen=True)
class ReadabilityFormula:
    """How one language is counted: `start` less both weights; `hyphens` names pyphen's patterns."""

    start: float
    per_word: float
    per_syllable: float
    hyphens: str
    silent: str


FORMULAS = {
    "nl": ReadabilityFormula(206.84, 0.93, 77, "nl_NL", ""),
    "en": ReadabilityFormula(
        206.835, 1.015, 84.6, "en_US", r"(?<=[^aeiouy])(?:(?<![td])ed|e|(?<!s)es)$"
    ),
}


@dataclass(frozen=True)
class ReadabilityRule:
    """What a reading level asks: the least ease, the longest sentence, the share of short ones."""

    ease: float
    longest: int
    short_share: float = 0.0


READABILITY_RULES = {
    "nl": ReadabilityRule(ease=70, longest=25),
    "nl-a2": ReadabilityRule(ease=80, longest=14, short_share=0.95),
    "en": ReadabilityRule(ease=70, longest=25),
}
"""By reading level; a level that is not here is counted, never refused."""

ABBREVIATIONS = frozenset(
    {
        *("art", "artt", "bijv", "bv", "ca", "dhr", "dr", "drs", "e.d", "evt", "incl", "jl"),
        *("mevr", "mr", "mw", "nr", "o.a", "p.p", "resp", "t.a.v", "t.m", "tel", "t.o.v"),
        *("v.a", "z.g", "zgn", "a.u.b", "d.w.z", "i.v.m", "m.a.w", "m.b.t", "n.a.v", "t.n.v"),
        *("e.g", "i.e", "mrs", "ms", "vs"),
    }
)
_END = re.compile(r"([.!?…]+)[\"'’”»)\]]*\s+(?=[^\sa-zà-öø-ÿ])")
_BROKEN_NUMBER = re.compile(r"(?<=\d)[ \u00a0](?=\d)")
_WORD = re.compile(r"\S*[^\W_]\S*")
_LETTERS = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_VOWELS = re.compile(r"ij|[aeiouyà-æè-ïò-öù-ý]+")
_MARKER = re.compile(r"^\s*(?:#{1,6}|[-*+]|\d+[.)]|>)\s+")
_LINK = re.compile(r"\[([^\]]*)\]\([^)\s]*\)")
_MARKS = re.compile(r"[*`]+|(?<!\w)_|_(?!\w)")
_ADDRESS = re.compile(r"\W*(?:https://|/)\w")
_FENCED = re.compile(r"^```.*?^```", re.DOTALL | re.MULTILINE)


@dataclass(frozen=True)
class MeasuredText:
    """The counts of one text. `sentences` are the words of each, in order."""

    sentences: tuple[tuple[str, ...], ...]
    syllables: int
    lang: str

    @property
    def words(self) -> int:
        return sum(map(len, self.sentences))

    @property
    def words_a_sentence(self) -> float:
        return self.words / len(self.sentences) if self.sentences else 0.0

    @property
    def longest(self) -> str:
        """Return the sentence of the most words, or ""."""
        return " ".join(next((each for each in self.sentences if len(each) == self.most), ()))

    @property
    def most(self) -> int:
        """Return how many words the longest sentence has."""
        return max(map(len, self.sentences), default=0)

    @property
    def short_share(self) -> float:
        """Return the share of sentences of at most SHORT words; 1 of no text."""
        short = sum(len(each) <= SHORT_SENTENCE_WORDS for each in self.sentences)
        return short / len(self.sentences) if self.sentences else 1.0

    @property
    def long_share(self) -> float:
        """Return the share of words of more than LONG letters."""
        long = sum(
            len("".join(_LETTERS.findall(w))) > LONG_WORD_LETTERS for s in self.sentences for w in s
        )
        return long / self.words if self.words else 0.0

    @property
    def ease(self) -> float | None:
        """Return the formula's score, about 0 (hard) to 100 (easy); None for too little text."""
        formula = FORMULAS.get(self.lang)
        if formula is None or self.words < LEAST_WORDS_FOR_FORMULA:
            return None
        syllables_a_word = self.syllables / self.words
        load = formula.per_word * self.words_a_sentence
        return formula.start - load - formula.per_syllable * syllables_a_word


def measure_text(lines: Iterable[str], lang: str) -> MeasuredText:
    """Count plain lines; the end of a line ends a sentence."""
    counted = [_count_line(line, lang) for line in lines]
    found = tuple(words for line, _ in counted for words in line)
    return MeasuredText(found, sum(count for _, count in counted), lang)


@lru_cache(maxsize=20_000)  # most lines stand on several pages, and stay the same for years
def _count_line(line: str, lang: str) -> tuple[tuple[tuple[str, ...], ...], int]:
    """Return the words of each sentence, and how many syllables they have together."""
    found = tuple(words for each in sentences(line) if (words := tuple(words_of(each))))
    return found, sum(syllables(word, lang) for each in found for word in each)


def long_sentences(text: MeasuredText, rule: ReadabilityRule) -> list[str]:
    """Say of each sentence that is too long where it begins."""
    return [
        f"{len(each)} words in one sentence, at most {rule.longest}: “{' '.join(each[:6])} …”"
        for each in text.sentences
        if len(each) > rule.longest
    ]


def too_few_short_sentences(text: MeasuredText, rule: ReadabilityRule) -> list[str]:
    """Say when too few sentences are short."""
    if text.short_share >= rule.short_share:
        return []
    asked = (
        f"{rule.short_share:.0%} of the sentences should have at most {SHORT_SENTENCE_WORDS} words"
    )
    return [f"{asked}; it is {text.short_share:.1%}."]


def too_hard(text: MeasuredText, rule: ReadabilityRule) -> list[str]:
    """Say when the formula finds the text too hard."""
    if text.ease is None or text.ease >= rule.ease:
        return []
    return [f"too hard: reading ease should be {rule.ease:.0f} or more; it is {text.ease:.1f}."]


def sentences(line: str) -> list[str]:
    """Return the sentences of one line; an abbreviation or a number does not end one."""
    found, start = [], 0
    for end in _END.finditer(line):
        before = line[start : end.start()].split()
        last = before[-1].strip("(‘“\"'").lower() if before else ""
        if end[1] == "." and (last in ABBREVIATIONS or (len(last) == 1 and last.isalpha())):
            continue
        found.append(line[start : end.end()].strip())
        start = end.end()
    return [each for each in (*found, line[start:].strip()) if each]


def words_of(sentence: str) -> list[str]:
    """Return the words; a number is one word, however people write it: 06-555 123 45, 24/7."""
    return _WORD.findall(_BROKEN_NUMBER.sub("", sentence))


@lru_cache(maxsize=20_000)
def syllables(word: str, lang: str) -> int:
    """Return how many syllables a word has; figures and addresses count as one (Flesch).

    pyphen's hyphens never part a single letter (o-ver), so each part counts its groups of vowels.
    """
    formula, letters = FORMULAS.get(lang), "".join(_LETTERS.findall(word.lower()))
    if formula is None or not letters or _ADDRESS.match(word):
        return 1
    parts = str(_hyphens(formula.hyphens).inserted(letters, "·")).split("·")
    return sum(_vowels(part, formula.silent) for part in parts)


def _vowels(part: str, silent: str) -> int:
    heard = re.sub(silent, "", part) if silent else part
    return max(1, len(_VOWELS.findall(heard)))


@cache
def _hyphens(name: str) -> Any:
    """Read the patterns once; the doors never ask for them, so they never load them."""
    from pyphen import Pyphen

    return Pyphen(lang=name)


def plain_lines(markdown: str) -> list[str]:
    """Return what is read of Markdown, a line for each heading, paragraph and item; no code."""
    lines: list[str] = []
    for block in re.split(r"\n\s*\n", _FENCED.sub("", markdown).strip()):
        for nth, raw in enumerate(block.splitlines()):
            marked = _MARKER.match(raw)
            text = _MARKS.sub("", _LINK.sub(r"\1", _MARKER.sub("", raw))).strip()
            if nth == 0 or (marked and marked[0].strip() != ">"):
                lines.append(text)
            else:  # a line that goes on
                lines[-1] += f" {text}"
    return [line for line in lines if line]
