"""The faults that `./run bench --only faults` makes: which, where, and that they can be tried."""

from bench.faults.changed_code import changed_functions
from bench.faults.making import chosen, faults_in

RULES, ACTIONS = "uitweg/casework/duty/rules/tea.py", "uitweg/casework/duty/actions/tea.py"
SOURCE = '''
MOST = 3

def may_drink(cups, *, is_late):
    """Tell whether there is tea left at 4."""
    return cups < MOST and not is_late
'''
ACTION = """
def pour(cups, by):
    require(by, POUR)
    if cups > 3:
        raise NotPossible("empty")
    rest = cups + 1
    return [cup for cup in range(rest) if cup]
"""


def test_in_a_rule_each_comparison_number_and_word_between_them_is_changed() -> None:
    changes = {fault.after for fault in faults_in(RULES, SOURCE)}

    assert changes == {
        "MOST = 4",
        "MOST = 2",
        "return (cups <= MOST) and not is_late",
        "return (cups < MOST or not is_late)",
        "return cups < MOST and is_late",
    }


def test_of_an_action_only_what_guards_it_is_changed() -> None:
    changes = {(fault.kind, fault.after) for fault in faults_in(ACTIONS, ACTION)}

    assert changes == {
        ("guard removed", "pass"),
        ("if", "if True:"),
        ("if", "if False:"),
        ("comparison", "if (cups >= 3):"),
        ("number", "if cups > 4:"),
        ("number", "if cups > 2:"),
        ("if of a list", "return [cup for cup in range(rest) if True]"),
    }


def test_each_fault_leaves_source_that_compiles_and_differs() -> None:
    for fault in [*faults_in(RULES, SOURCE), *faults_in(ACTIONS, ACTION)]:
        source = SOURCE if fault.file == RULES else ACTION
        broken = fault.broken(source)

        assert compile(broken, fault.file, "exec")
        assert broken != source


def test_the_same_seed_draws_the_same_faults() -> None:
    by_part = {"tea rules": faults_in(RULES, SOURCE), "tea actions": faults_in(ACTIONS, ACTION)}

    assert chosen(by_part, 5, seed=1) == chosen(by_part, 5, seed=1)
    assert {fault.part for fault in chosen(by_part, 5, seed=1)} == {
        "casework.duty rules",
        "casework.duty actions",
    }


def test_a_fault_in_a_function_is_known_as_the_code_of_that_function() -> None:
    ((before, after),) = changed_functions(SOURCE, SOURCE.replace("<", "<="))

    assert before.co_name == "may_drink"
    assert after.co_code != before.co_code or after.co_consts != before.co_consts


def test_a_fault_in_a_constant_cannot_be_put_into_a_function() -> None:
    assert changed_functions(SOURCE, SOURCE.replace("MOST = 3", "MOST = 4")) == []
