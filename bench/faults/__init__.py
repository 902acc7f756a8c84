"""How many small faults in rules and in the guards of actions do the daily tests catch?

`making` thinks of the faults, `lines` notes which lines each test runs, `tests_of` chooses the tests
for a fault, `forked` and `changed_code` try it, `running` does all of them and prints the table.
"""
