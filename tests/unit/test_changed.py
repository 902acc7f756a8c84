"""`./run test quick` finds the tests of what changed."""

from tests.support import changed


def test_a_rule_that_changed_brings_the_tests_that_import_it_before_those_of_its_part() -> None:
    files = changed.of_changes(["uitweg/casework/duty/promises/rules.py"])

    assert files[0] == "tests/unit/test_promises.py"
    assert "tests/integration/test_rota.py" in files
    assert "tests/unit/test_sealing.py" not in files


def test_a_test_that_changed_comes_first_and_each_file_once() -> None:
    both = ["uitweg/casework/duty/promises/rules.py", "tests/integration/test_rota.py"]
    files = changed.of_changes(both)

    assert files[0] == "tests/integration/test_rota.py"
    assert len(files) == len(set(files))


def test_a_template_brings_the_tests_of_its_part_and_words_those_of_the_content() -> None:
    page = changed.of_changes(["uitweg/casework/duty/rota/templates/rota/rota.html"])
    words = changed.of_changes(["content/words/nl/signals.yaml"])

    assert "tests/integration/test_rota.py" in page
    assert "tests/unit/test_content.py" in words


def test_what_no_test_is_near_brings_none() -> None:
    assert changed.of_changes(["LICENSE", "tests/lock.py"]) == []
