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
