"""Measures how hard a text is to read, with published formulas and simple counts.

Dutch: Flesch-Douma, 206.84 - 0.93 x words a sentence - 77 x syllables a word. English: Flesch
Reading Ease, 206.835 - 1.015 x words a sentence - 84.6 x syllables a word. Higher is easier.
Douma's own table: 60-70 "normal", 70-80 "fairly easy" (read in the sixth or seventh year of
primary school), 80-90 "easy" (the fifth year); Flesch calls 70-80 "fairly easy" as well. We found
no published table from these scores to the levels of the Council of Europe, so we claim none:
READABILITY_RULES asks "fairly easy" where B1 is the aim, and "easy" where it is A2.

pyphen splits the syllables. The rest is ours: textstat has both formulas too, but with nltk, and
without the longest sentence and the words that `check-content` has to name.

W.H. Douma, De leesbaarheid van landbouwbladen, Wageningen 1960; his table in Onze Taal 46 (1977),
dbnl.org/tekst/_taa014197701_01. R. Flesch, The Art of Readable Writing, 1949.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

LONG_WORD_LETTERS = 6  # a word with more letters is long, as in LIX (Björnsson 1968)
SHORT_SENTENCE_WORDS = 10  # the most words of a sentence in easy Dutch
LEAST_WORDS_FOR_FORMULA = 100  # Flesch used samples of 100 words; on less the score says little


@dataclass(frozen=True)
class ReadabilityFormula:
    """The formula of a language: `start` minus both weighted counts.

    `hyphens` names the hyphenation patterns of pyphen; `silent` matches letters not pronounced.
    """

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
    """The demands of a reading level: least ease, longest sentence (words), share of short ones."""

    ease: float
    longest: int
    short_share: float = 0.0


READABILITY_RULES = {
    "nl": ReadabilityRule(ease=70, longest=25),
    "nl-a2": ReadabilityRule(ease=80, longest=14, short_share=0.95),
    "en": ReadabilityRule(ease=70, longest=25),
}
"""By reading level; the texts of other levels are never refused."""

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
    """The counts of a text; `sentences` has the words of each sentence, in order."""

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
        """The longest sentence (by words), or ""."""
        longest = (words for words in self.sentences if len(words) == self.most)
        return " ".join(next(longest, ()))

    @property
    def most(self) -> int:
        """The number of words of the longest sentence."""
        return max(map(len, self.sentences), default=0)

    @property
    def short_share(self) -> float:
        """The share of short sentences, 0 to 1; 1 when there is no text."""
        short = sum(len(words) <= SHORT_SENTENCE_WORDS for words in self.sentences)
        return short / len(self.sentences) if self.sentences else 1.0

    @property
    def long_share(self) -> float:
        """The share of long words, 0 to 1."""
        long = sum(
            len("".join(_LETTERS.findall(word))) > LONG_WORD_LETTERS
            for words in self.sentences
            for word in words
        )
        return long / self.words if self.words else 0.0

    @property
    def ease(self) -> float | None:
        """The formula's score, about 0 (hard) to 100 (easy); None for too little text."""
        formula = FORMULAS.get(self.lang)
        if formula is None or self.words < LEAST_WORDS_FOR_FORMULA:
            return None
        for_sentences = formula.per_word * self.words_a_sentence
        for_words = formula.per_syllable * self.syllables / self.words
        return formula.start - for_sentences - for_words


def measure_text(lines: Iterable[str], lang: str) -> MeasuredText:
    """Measure plain lines; the end of a line ends a sentence."""
    counted = [_count_line(line, lang) for line in lines]
    all_sentences = tuple(words for line_sentences, _ in counted for words in line_sentences)
    return MeasuredText(all_sentences, sum(count for _, count in counted), lang)


@lru_cache(maxsize=20_000)  # most lines are on several pages
def _count_line(line: str, lang: str) -> tuple[tuple[tuple[str, ...], ...], int]:
    """Return the words of each sentence in a line, and the number of syllables of all words."""
    by_sentence = (tuple(words_of(sentence)) for sentence in sentences(line))
    not_empty = tuple(words for words in by_sentence if words)
    return not_empty, sum(syllables(word, lang) for words in not_empty for word in words)


def long_sentences(text: MeasuredText, rule: ReadabilityRule) -> list[str]:
    """Return a complaint about each sentence that is too long."""
    return [
        f"{len(words)} words in one sentence, at most {rule.longest}: “{' '.join(words[:6])} …”"
        for words in text.sentences
        if len(words) > rule.longest
    ]


def too_few_short_sentences(text: MeasuredText, rule: ReadabilityRule) -> list[str]:
    """Return a complaint, if any, that too few sentences are short."""
    if text.short_share >= rule.short_share:
        return []
    demand = (
        f"{rule.short_share:.0%} of the sentences should have at most {SHORT_SENTENCE_WORDS} words"
    )
    return [f"{demand}; it is {text.short_share:.1%}."]


def too_hard(text: MeasuredText, rule: ReadabilityRule) -> list[str]:
    """Return a complaint, if any, that the text is too hard by the formula."""
    if text.ease is None or text.ease >= rule.ease:
        return []
    return [f"too hard: reading ease should be {rule.ease:.0f} or more; it is {text.ease:.1f}."]


def sentences(line: str) -> list[str]:
    """Return the sentences of one line; an abbreviation or a number does not end one."""
    parts, start = [], 0
    for end in _END.finditer(line):
        words = line[start : end.start()].split()
        last_word = words[-1].strip("(‘“\"'").lower() if words else ""
        is_initial = len(last_word) == 1 and last_word.isalpha()
        if end[1] == "." and (last_word in ABBREVIATIONS or is_initial):
            continue
        parts.append(line[start : end.end()].strip())
        start = end.end()
    return [sentence for sentence in (*parts, line[start:].strip()) if sentence]


def words_of(sentence: str) -> list[str]:
    """Return the words of a sentence; a number such as 06-555 123 45 or 24/7 is one word."""
    return _WORD.findall(_BROKEN_NUMBER.sub("", sentence))


@lru_cache(maxsize=20_000)
def syllables(word: str, lang: str) -> int:
    """Return the number of syllables; figures and web addresses count as one (Flesch).

    pyphen never splits off a single letter (o-ver), so groups of vowels are counted within parts.
    """
    formula, letters = FORMULAS.get(lang), "".join(_LETTERS.findall(word.lower()))
    if formula is None or not letters or _ADDRESS.match(word):
        return 1
    parts = str(_hyphens(formula.hyphens).inserted(letters, "·")).split("·")
    return sum(_vowels(part, formula.silent) for part in parts)


def _vowels(part: str, silent: str) -> int:
    pronounced = re.sub(silent, "", part) if silent else part
    return max(1, len(_VOWELS.findall(pronounced)))


@cache
def _hyphens(name: str) -> Any:
    """Load pyphen's patterns of a language; the doors never do, as they measure nothing."""
    from pyphen import Pyphen

    return Pyphen(lang=name)


@lru_cache(maxsize=20_000)  # as those of _count_line
def plain_lines(markdown: str) -> tuple[str, ...]:
    """Return the text of Markdown, a line per heading, paragraph and list item, without code."""
    lines: list[str] = []
    for block in re.split(r"\n\s*\n", _FENCED.sub("", markdown).strip()):
        for index, raw in enumerate(block.splitlines()):
            marker = _MARKER.match(raw)
            text = _MARKS.sub("", _LINK.sub(r"\1", _MARKER.sub("", raw))).strip()
            if index == 0 or (marker and marker[0].strip() != ">"):
                lines.append(text)
            else:  # continues the line before
                lines[-1] += f" {text}"
    return tuple(line for line in lines if line)
