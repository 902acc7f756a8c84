"""Which functions of a module a fault changes, as compiled code."""

from types import CodeType

OPTIMIZED = 1
"""Set in the flags of a function's code, and not of a module's or a class's."""
Pairs = list[tuple[CodeType, CodeType]]


def changed_functions(source: str, broken: str, file: str = "") -> Pairs:
    """Return the code of each function that a fault changes, before and after.

    None of them when the fault changes what is made at import too, such as a constant: that is in
    too many hands to be changed afterwards.
    """
    pairs = _pairs(compile(source, file, "exec"), compile(broken, file, "exec"))
    if any(_own(old) != _own(new) for old, new in pairs if not old.co_flags & OPTIMIZED):
        return []
    functions = [(old, new) for old, new in pairs if old.co_flags & OPTIMIZED]
    if any(old.co_freevars != new.co_freevars for old, new in functions):
        return []
    # a function holds the code of those inside it
    return [pair for pair in functions if any(_own(o) != _own(n) for o, n in _pairs(*pair))]


def _pairs(old: CodeType, new: CodeType) -> Pairs:
    """Return these and all code inside them; not the inside of what has other code inside it now."""
    within = [
        [each for each in code.co_consts if isinstance(each, CodeType)] for code in (old, new)
    ]
    found = [(old, new)]
    if [each.co_name for each in within[0]] == [each.co_name for each in within[1]]:
        for pair in zip(*within, strict=True):
            found += _pairs(*pair)
    return found


def _own(code: CodeType) -> tuple[object, ...]:
    """Return what a piece of code does, apart from the code inside it."""
    values = [each for each in code.co_consts if not isinstance(each, CodeType)]
    inside = len(code.co_consts) - len(values)
    return code.co_code, code.co_names, code.co_varnames, code.co_freevars, repr(values), inside
