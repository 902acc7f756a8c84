"""How a name sounds to a Dutch ear, as a short code: spelled another way, the same code.

The consonants as they sound (sj, sh and sch are one; so are dj and j; ph, v and f; ck, q and k)
and the first vowel as one of three. A letter with two sounds (ch, c, g) gives a code for each.
Why not Soundex or Metaphone, with the measurement: docs/adr/0017.
"""

import re
import unicodedata

_LETTERS = str.maketrans({"ı": "i", "ø": "o", "ł": "l", "ß": "ss", "æ": "ae"})
_TURKISH_LETTERS = str.maketrans({"ç": "tsj", "ş": "sj", "ğ": ""})


def plain(word: str) -> str:
    """Return the word in letters a to z: accents off, the rest gone."""
    flat = unicodedata.normalize("NFKD", word.casefold().translate(_LETTERS))
    return "".join(letter for letter in flat if "a" <= letter <= "z")


# S is the sound of sjaal, J that of ja and of jeans; the order counts
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
    """Return the codes of one name, usually one; nothing for what has no letters."""
    short = unicodedata.normalize("NFC", name[:LONGEST_NAME].casefold())
    spelt = {plain(short), plain(short.translate(_TURKISH_LETTERS))}
    return frozenset(_code(way) for each in spelt for way in _pronunciations(each) if way)


def _pronunciations(spelt: str) -> set[str]:
    """Return how it may be said, when a letter has two sounds."""
    for pattern, sound in _SOUND_RULES:
        spelt = pattern.sub(sound, spelt)
    ways = {spelt, re.sub("^i(?=[bs][rm])", "", spelt), re.sub("^ge(?=o)", "J", spelt)}
    for pattern, sounds in _TWO_SOUND_RULES:
        ways = {pattern.sub(sound, way) for way in ways for sound in sounds}
    return ways


def _code(way: str) -> str:
    way = re.sub("^[yij](?=[aeiou])", "J", way).replace("S", "s")
    head = "a" if way[0] in "aeiouy" else way[0].replace("j", "J")
    rest = re.sub("[hwjJaeiouy]", "", way[1:])
    return re.sub(r"(.)\1+", r"\1", head + rest) + _vowel(way)


def _vowel(way: str) -> str:
    """Return the first vowel as a (dag), i (dit, deeg, dijk) or o (dom, doel); '' for none."""
    found = re.search("[aeiouy]+[jyw]?", way)
    if found is None:
        return ""
    first = found.group()
    if first[0] in "eiy" or (first[0] == "a" and first[1:2] in ("e", "i", "j", "y")):
        return "i"
    return "a" if first[0] == "a" else "o"
