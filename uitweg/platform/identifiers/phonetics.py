"""A phonetic code for Dutch: names that sound alike get the same code, however they are spelled.

The code has the consonants as they sound (sj, sh and sch are one; so are dj and j; ph, v and f;
ck, q and k) and the first vowel as one of three. A letter with two sounds (ch, c, g) gives a code
for each. Why not Soundex or Metaphone, with the measurement: docs/adr/0017.
"""

import re
import unicodedata

_LETTERS = str.maketrans({"ı": "i", "ø": "o", "ł": "l", "ß": "ss", "æ": "ae"})
_TURKISH_LETTERS = str.maketrans({"ç": "tsj", "ş": "sj", "ğ": ""})


def plain(word: str) -> str:
    """Return the word in letters a to z, without accents and other characters."""
    flat = unicodedata.normalize("NFKD", word.casefold().translate(_LETTERS))
    return "".join(letter for letter in flat if "a" <= letter <= "z")


# S is the sound of sjaal, J that of ja and of jeans; the rules apply in this order
_SOUND_RULES = tuple(
    (re.compile(spelt), sound)
    for spelt, sound in (
        ("tsj|tsch|tch|tsh|tj", "S"),
        ("dsj|dzj|dzh|dj", "J"),
        ("sch|sj|sh", "S"),
        ("ph", "f"),
        ("th|dt", "t"),
        ("gh", "g"),
        ("ck|kh", "k"),
        ("rh", "r"),
        ("dh", "d"),
        ("bh", "b"),
        ("^x", "s"),
        ("x", "ks"),
        ("quee?(?=[^aeiouy])|qu(?=i)", "k"),
        ("qu?", "k"),
        ("ou(?=[aeiy])|oe(?=[aiy])", "w"),
        ("(?<=[dkgstf])u(?=a)", "w"),
        ("z", "s"),
        ("v", "f"),
        ("d$|d(?=e$)", "t"),
        ("b$", "p"),
        ("^gi(?=[ao])", "J"),
    )
)
_TWO_SOUND_RULES = tuple(
    (re.compile(spelt), sounds)
    for spelt, sounds in (
        ("ch(?=[rlk])", "k"),
        ("ch$", "Sg"),
        ("ch", "Sgk"),
        ("^c(?=[eaiou])", "kJs"),
        ("c(?=[eiy])", "sJ"),
        ("c", "k"),
        ("^g(?=[eiy])", "gJ"),
        ("g(?=e$)", "Sg"),
        ("^S(?=[jo])", "SJ"),
    )
)
LONGEST_NAME = 30


def sounds_of(name: str) -> frozenset[str]:
    """Return the codes of a name: usually one, none when it has no letters."""
    short = unicodedata.normalize("NFC", name[:LONGEST_NAME].casefold())
    spellings = {plain(short), plain(short.translate(_TURKISH_LETTERS))}
    return frozenset(
        _code(pronunciation)
        for spelling in spellings
        for pronunciation in _pronunciations(spelling)
        if pronunciation
    )


def _pronunciations(spelling: str) -> set[str]:
    """Return the possible pronunciations: several when a letter has two sounds."""
    for pattern, sound in _SOUND_RULES:
        spelling = pattern.sub(sound, spelling)
    pronunciations = {
        spelling,
        re.sub("^i(?=[bs][rm])", "", spelling),
        re.sub("^ge(?=o)", "J", spelling),
    }
    for pattern, sounds in _TWO_SOUND_RULES:
        pronunciations = {
            pattern.sub(sound, pronunciation)
            for pronunciation in pronunciations
            for sound in sounds
        }
    return pronunciations


def _code(pronunciation: str) -> str:
    sounds = re.sub("^[yij](?=[aeiou])", "J", pronunciation).replace("S", "s")
    head = "a" if sounds[0] in "aeiouy" else sounds[0].replace("j", "J")
    rest = re.sub("[hwjJaeiouy]", "", sounds[1:])
    return re.sub(r"(.)\1+", r"\1", head + rest) + _vowel(sounds)


def _vowel(sounds: str) -> str:
    """Return the first vowel as a (dag), i (dit, deeg, dijk) or o (dom, doel); '' for none."""
    vowels = re.search("[aeiouy]+[jyw]?", sounds)
    if vowels is None:
        return ""
    first = vowels.group()
    if first[0] in "eiy" or (first[0] == "a" and first[1:2] in ("e", "i", "j", "y")):
        return "i"
    return "a" if first[0] == "a" else "o"
