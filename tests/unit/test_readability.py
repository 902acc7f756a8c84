"""How hard a text is: sentences, words and syllables counted as people count them."""

import re

import pytest

from uitweg.platform.content import levels, load
from uitweg.platform.content.checks import readability, texts
from uitweg.platform.content.loading import content_folder

# counted by hand
DUTCH = """over:2 iemand:2 jongeren:3 uitbuiting:3 criminele:4 zorgcoördinator:6 idee:2 auto:2
ouders:2 politie:3 mensenhandel:4 eigen:2 altijd:2 advocaat:3 schuld:1 ineens:2 zegt:1 bijna:2
gesprek:2 alleen:2 iedereen:3 je:1 jij:1 ook:1 niemand:2 gebeurt:2 opvang:2 telefoon:3 anoniem:3
slachtoffer:3 aangifte:3 meeste:2 misdaad:2 buurman:2 vriendin:2 situatie:4 ruzie:2 familie:3
signalen:3 ziet:1 twee:1 beeld:1 idioot:3 eerlijk:2 hoeveel:2 euro:2 professional:4 mooie:2"""
ENGLISH = """over:2 only:2 any:2 money:2 very:2 easy:2 people:2 someone:2 exploitation:4
criminal:3 family:3 police:2 every:2 asked:1 called:1 used:1 young:1 violence:3 coordinator:5
created:3 little:2 area:3 idea:3 help:1 school:1 phones:1 wanted:2 threatened:2 victim:2 lawyer:2
report:2 reported:3 something:2 anyone:3 there:1 more:1 safe:1 shelter:2 anonymous:4 number:2
because:2 before:2 things:1 clothes:1 worried:2 changes:2 child:1 parents:2 offender:3 places:2"""


@pytest.mark.parametrize(("counted", "lang"), [(DUTCH, "nl"), (ENGLISH, "en")])
def test_syllables_are_nearly_those_counted_by_hand(counted: str, lang: str) -> None:
    words = {word: int(count) for word, count in re.findall(r"(\w+):(\d)", counted)}
    found = {word: readability.syllables(word, lang) for word in words}

    assert abs(sum(found.values()) - sum(words.values())) <= 0.03 * sum(words.values())
    assert sum(found[word] != words[word] for word in words) <= 0.1 * len(words)


def test_figures_and_addresses_count_as_one_syllable() -> None:
    for word in ("112", "24/7", "0610599458", "/open/v1/signals", "https://keerpunt.chat"):
        assert readability.syllables(word, "nl") == 1


@pytest.mark.parametrize(
    ("line", "count"),
    [
        ("Bel 06-105 994 58. Dat kan 24/7.", 2),
        ("Dat mag bijv. op school, m.b.t. Amsterdam. Echt waar.", 2),
        ("‘Is dat zo?’ vroeg hij. ‘Ja.’ Toen ging hij weg.", 3),
        ("Zie art. 273f Sr. Dat is de wet.", 2),
        ("Waarom? Daarom! Nou…", 3),
        ("Op 3.5 meter", 1),
        ("You can say no. Then call.", 2),
        ("", 0),
    ],
)
def test_a_sentence_ends_where_a_reader_would_stop(line: str, count: int) -> None:
    assert len(readability.sentences(line)) == count


def test_a_number_is_one_word_however_it_is_written() -> None:
    assert readability.words_of("Bel 06-105 994 58 – dag en nacht!") == [
        "Bel",
        "06-10599458",
        "dag",
        "en",
        "nacht!",
    ]


def test_markdown_is_read_without_its_signs() -> None:
    page = "# Titel\n\nEen **vette** [link](/hulp/) die\ndoorloopt.\n\n- een\n- twee\n\n> Let op.\n> Nu.\n\n```\n<code>\n```\n"

    assert readability.plain_lines(page) == (
        "Titel",
        "Een vette link die doorloopt.",
        "een",
        "twee",
        "Let op. Nu.",
    )


def test_the_dutch_formula_is_that_of_douma() -> None:
    text = readability.measure_text(
        ["Ik zie nu iemand daar staan."] * 20, "nl"
    )  # six words, seven syllables

    assert text.ease == pytest.approx(206.84 - 0.93 * 6 - 77 * 7 / 6)


def test_the_english_formula_is_that_of_flesch() -> None:
    text = readability.measure_text(["You see a man in a big red car."] * 12, "en")

    assert text.ease == pytest.approx(206.835 - 1.015 * 9 - 84.6)


def test_on_a_few_words_or_in_another_language_no_formula_speaks() -> None:
    assert readability.measure_text(["Bel nu."], "nl").ease is None
    assert readability.measure_text(["اتصل الآن."] * 200, "ar").ease is None


def test_plain_counts_say_what_is_long() -> None:
    text = readability.measure_text(
        ["Ik ga. Jij gaat ook.", "een twee drie vier vijf zes zeven acht negen tien elf"], "nl"
    )

    assert (text.most, text.words_a_sentence) == (11, pytest.approx(16 / 3))
    assert text.short_share == pytest.approx(2 / 3)
    assert text.long_share == 0
    assert text.longest.endswith("elf")


@pytest.mark.parametrize("level", levels(), ids=lambda level: level.id)
def test_every_page_of_a_level_reads_as_that_level_asks(level) -> None:  # type: ignore[no-untyped-def]
    rule = readability.READABILITY_RULES[level.id]
    for text in texts.page_texts(load(level=level.id)):
        counted = readability.measure_text(text.lines, level.lang)

        assert counted.ease is None or counted.ease >= rule.ease, text.path
        assert counted.short_share >= rule.short_share, text.path
        assert counted.most <= rule.longest, (text.path, counted.longest)


def test_a_page_is_read_with_its_lists_and_its_number() -> None:
    content = load()
    lines = {text.path: text.lines for text in texts.page_texts(content)}

    assert content.explanations["myths"][0].text in lines["/wat-is-het/mythes/"]
    assert content.contact("coordinator").number in lines["/mijn-kind/"][-1]
    assert len(list(texts.file_texts(content_folder(), content.level))) > 40
