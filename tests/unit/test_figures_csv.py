"""A policy officer asks whether tables of their own may be published."""

from pathlib import Path

import pytest

from uitweg.site.operations import figures_audit

SAFE = (
    "vorm;jongeren\nhaven;30\nexplosieven;45\ndrugs;niet getoond\nanders;niet getoond\ntotaal;95\n"
)


def ask(
    folder: Path, *texts: str, base: int = 5, parts: list[str] | None = None, children: str = ""
) -> tuple[str, int]:
    files = []
    for number, text in enumerate(texts, 1):
        files.append(folder / f"tabel{number}.csv")
        files[-1].write_text(text, encoding="utf-8")
    truth = None
    if children:
        truth = folder / "waar.csv"
        truth.write_text(children, encoding="utf-8")
    lines, code = figures_audit.run(files, base=base, parts=parts or [], children=truth)
    return "\n".join(lines), code


def test_a_protected_table_is_safe(tmp_path: Path) -> None:
    said, code = ask(tmp_path, SAFE)
    assert code == 0
    assert "5 numbers, 2 of them hidden" in said
    assert "--children" in said


def test_one_hidden_cell_beside_its_total_is_computed(tmp_path: Path) -> None:
    said, code = ask(tmp_path, "form,count\na,30\nb,45\nc,\ntotal,78\n", base=1)
    assert code == 1
    assert "tabel1: form=c is 3 for a reader, from tabel1.csv." in said


def test_two_files_give_away_what_each_hides(tmp_path: Path) -> None:
    first = "age,count\n12-17,40\n18-22,50\ntotal,90\n"
    second = "age,count\n12-14,\n15-17,37\n"
    assert ask(tmp_path, first, base=1)[1] == 0
    said, code = ask(tmp_path, first, second, base=1, parts=["age:12-17=12-14+15-17"])
    assert code == 1
    assert "age=12-14 is 3 for a reader, from tabel1.csv, tabel2.csv." in said


def test_a_small_number_that_is_shown_is_refused(tmp_path: Path) -> None:
    said, code = ask(tmp_path, "form,count\na,3\nb,40\n", base=1)
    assert code == 1
    assert "form=a is shown and may be 3 children" in said


def test_who_knows_all_but_one_is_tried_with_the_true_counts(tmp_path: Path) -> None:
    shown = "form,count\na,15\nb,20\nc,30\ntotal,65\n"
    said, code = ask(tmp_path, shown, children="form,count\na,13\nb,20\nc,31\n")
    assert code == 1
    assert "Who knows all children but one learns form=a" in said


def test_a_zero_is_a_small_number(tmp_path: Path) -> None:
    assert ask(tmp_path, "form,count\na,0\nb,40\n", base=1)[1] == 1


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "first line"),
        ("form,count\n", "has no rows"),
        ("form,count\na,12.5\n", "'12.5' is neither"),
        ("form,count\na,13\n", "13 is not rounded to 5"),
        ("form,count\na,10\na,10\n", "line 3: this cell stands there twice"),
        ("form,count\na\n", "line 2: give a value"),
        ("form,form\na,10\n", "a name for each column"),
        ("form,count\na,-5\n", "neither a count"),
        ("form,count\na,99999999999999\n", "neither a count"),
        ("form,count\na,30\nb,x\nEindtotaal,95\n", "is 'Eindtotaal' a total?"),
        ("form,count\na,30\nb,x\nAlle vormen,95\n", "is 'Alle vormen' a total?"),
        ("age;boys;girls\n12-14;3;15\n15-17;20;25\n", "is 'boys' a column of counts?"),
        ("age;boys;girls\n12-14;<8;15\n15-17;ja;25\n", "is 'boys' a column of counts?"),
        ("age;boys;girls\n12-14;3;15\n", "is 'boys' a column of counts?"),
        ("form,count,share\na,3,10\nb,45,90\n", "is 'count' a column of counts?"),
        ('form,count\n"a,10\nb,3\n",45\n', "more than one line"),
    ],
)
def test_a_file_that_cannot_be_read_is_a_sentence(tmp_path: Path, text: str, why: str) -> None:
    said, code = ask(tmp_path, text)
    assert code == 2
    assert why in said
    assert "Traceback" not in said


@pytest.mark.parametrize("other", ["Drugs", "drug\u00ads", "\uff44rugs", "12-14"])
def test_a_category_that_is_written_in_two_ways_is_a_sentence(tmp_path: Path, other: str) -> None:
    """As two categories these would seem safe; as one, the hidden number is 3."""
    first = "form,age,count\ndrugs,12–14,x\ndrugs,15-17,37\narms,12–14,20\narms,15-17,30\n"
    column = "age" if other == "12-14" else "form"

    said, code = ask(tmp_path, first, f"{column},count\n{other},40\n", base=1)
    assert code == 2
    assert "write it one way" in said


def test_ages_and_years_are_numbers_and_no_counts(tmp_path: Path) -> None:
    ages = "year,age,count\n2025,12,40\n2025,13,x\n2025,total,90\n"

    assert ask(tmp_path, ages, base=5)[1] == 0


@pytest.mark.parametrize("parts", ["leeftijd:12-17=12-14+15-17", "age:12-18=12-14+15-17"])
def test_parts_that_no_file_has_are_a_sentence(tmp_path: Path, parts: str) -> None:
    """Without them these two give the third number away."""
    files = "age,count\n12-17,40\n18-22,50\n", "age,count\n12-14,\n15-17,37\n"

    said, code = ask(tmp_path, *files, base=1, parts=[parts])
    assert code == 2
    assert said.startswith("No file has")


def test_a_missing_file_is_a_sentence(tmp_path: Path) -> None:
    lines, code = figures_audit.run([tmp_path / "weg.csv"], base=5, parts=[], children=None)
    assert (code, lines) == (2, ["weg.csv cannot be read: No such file or directory."])


def test_files_that_contradict_each_other_are_not_called_safe(tmp_path: Path) -> None:
    said, code = ask(tmp_path, "form,count\na,\ntotal,40\n", "sex,count\nm,\ntotal,70\n", base=1)
    assert code == 1
    assert "contradict" in said


@pytest.mark.parametrize(
    ("parts", "why"),
    [
        (["age:12-17=12-14+15-18"], "mistyped"),
        (["age:12-17=12-14+15-17", "age:12-14=12-17+3"], "made of itself"),
    ],
)
def test_parts_that_do_not_fit_are_a_sentence(tmp_path: Path, parts: list[str], why: str) -> None:
    coarse = "age,count\n12-17,40\n18-22,50\n"
    said, code = ask(tmp_path, coarse, "age,count\n12-14,\n15-17,37\n", base=1, parts=parts)

    assert why in said
    assert code == 2


def test_a_finer_category_may_be_one_that_readers_compute(tmp_path: Path) -> None:
    coarse, fine = "age,count\n12-17,40\n18-22,50\n", "age,count\n12-14,37\n"
    _, code = ask(tmp_path, coarse, fine, base=1, parts=["age:12-17=12-14+15-17"])

    assert code == 1  # 15-17 is 3


@pytest.mark.parametrize(
    ("row", "why"), [("total,90\n18-22,50", "no totals"), ("18-23,50", "'18-23'")]
)
def test_true_counts_that_do_not_fit_are_a_sentence(tmp_path: Path, row: str, why: str) -> None:
    true = f"age,count\n12-17,40\n{row}\n"
    said, code = ask(tmp_path, "age,count\n12-17,40\n18-22,50\n", base=1, children=true)

    assert why in said
    assert code == 2


LEFT_OUT = "leeftijd,aantal\n12-14,33\n18-23,30\ntotaal,70\n"


def test_a_row_that_was_left_out_is_computed_from_the_total(tmp_path: Path) -> None:
    said, code = ask(tmp_path, LEFT_OUT, base=1)

    assert code == 1
    assert "leeftijd=(not named) is 7 for a reader, from tabel1.csv." in said


def test_a_left_out_row_in_a_cross_table_is_found_where_it_is(tmp_path: Path) -> None:
    rows = [
        *("a,p,20", "a,q,30", "a,totaal,50"),
        *("b,p,25", "b,q,40", "b,totaal,68"),
        *("totaal,p,45", "totaal,q,70", "totaal,totaal,118"),
    ]
    said, code = ask(tmp_path, "\n".join(["een,twee,aantal", *rows]), base=1)

    assert code == 1
    assert "een=b, twee=(not named) is 3 for a reader" in said


def test_a_rest_of_which_nothing_can_be_told_is_no_leak(tmp_path: Path) -> None:
    said, code = ask(tmp_path, "leeftijd,aantal\n12-14,33\n18-23,30\ntotaal,95\n", base=1)

    assert code == 0, said


@pytest.mark.parametrize(
    "table",
    [
        "vorm,aantal\ndrugs,33\ngeld,30\ntotaal,50\n",
        "gebied,aantal\nnoord,<8\nzuid,<8\ntotaal,15\n",
        "een,twee,aantal\na,p,20\na,q,30\na,totaal,50\ntotaal,p,19\n",
    ],
)
def test_totals_that_cannot_be_are_said_to_contradict(tmp_path: Path, table: str) -> None:
    said, code = ask(tmp_path, table, base=1)

    assert code == 1
    assert "contradict each other" in said


@pytest.mark.parametrize(
    ("rows", "least", "most"),
    [
        ("noord,<8\nzuid,<8\ntotaal,14\n", 7, 7),
        ("noord,< 8\nzuid,kleiner dan 8\noost,<8\ntotaal,21\n", 7, 7),
        ("noord,<5\nzuid,<5\ntotaal,7\n", 3, 4),
    ],
)
def test_a_sign_that_says_below_is_read_as_below(
    tmp_path: Path, rows: str, least: int, most: int
) -> None:
    said, code = ask(tmp_path, f"gebied,aantal\n{rows}", base=1)
    can_be = f"is {least}" if least == most else f"lies from {least} to {most}"

    assert code == 1
    assert f"gebied=noord {can_be} for a reader" in said


def test_a_sign_that_says_below_is_a_hidden_number_and_wide_enough_alone(tmp_path: Path) -> None:
    said, code = ask(tmp_path, "gebied,aantal\nnoord,<8\nzuid,40\noost,<8\ntotaal,47\n", base=1)

    assert code == 0, said
    assert "4 numbers, 2 of them hidden." in said


def test_what_was_not_examined_is_said(tmp_path: Path) -> None:
    said, code = ask(tmp_path, "leeftijd,aantal\n12-14,33\n18-23,30\n", base=1)

    assert code == 0
    assert "Not examined: a row of 'leeftijd' in tabel1 that was left out." in said
    assert "Not examined: what somebody learns who knows all children but one." in said
