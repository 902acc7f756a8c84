"""Small faults in the product's source: what a mistake of one word would look like."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from random import Random
from typing import TypeGuard

COMPARED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
CALLED = {"min": "max", "max": "min", "any": "all", "all": "any", "filter": "exclude"}
GUARDS = ("require", "check", "refuse")
SHOWN = 160
"""Letters of a line that are kept of what stood there before and after."""


@dataclass(frozen=True)
class Fault:
    """One change of the source: `old` at these places (of the whole file) becomes `new`.

    `before` and `after` are for readers, and with `file` and `where` (a function, or the name that
    is given a value) they say which fault it is, also when lines have moved.
    """

    file: str
    where: str
    kind: str
    before: str
    after: str
    line: int
    end_line: int
    start: int
    old: str
    new: str

    @property
    def key(self) -> tuple[str, str, str, str]:
        return self.file, self.where, self.before, self.after

    @property
    def part(self) -> str:
        return part_of(self.file)

    @property
    def is_in_function(self) -> bool:
        return "()" in self.where

    def broken(self, source: str) -> str:
        """Return the source of the file with this fault in it."""
        text, end = source.encode(), self.start + len(self.old.encode())
        return (text[: self.start] + self.new.encode() + text[end:]).decode()


def in_scope(file: str) -> bool:
    """Tell whether a file of the tree holds rules or actions of the product."""
    names = Path(file).with_suffix("").parts
    return names[0] == "uitweg" and any(n == "rules" or n.startswith("actions") for n in names)


def part_of(file: str) -> str:
    """Return the part and the layer of a file: "casework.cases rules"."""
    names = Path(file).with_suffix("").parts[1:]
    place = next(i for i, n in enumerate(names) if n == "rules" or n.startswith("actions"))
    return f"{'.'.join(names[:place])} {names[place]}"


def files(tree: Path) -> list[str]:
    found = (str(path.relative_to(tree)) for path in sorted((tree / "uitweg").rglob("*.py")))
    return [file for file in found if in_scope(file)]


def faults_in(file: str, source: str) -> list[Fault]:
    """Return every fault that we can think of in one file; of two that read the same, the first."""
    found: dict[tuple[str, str, str], Fault] = {}
    for fault in _Reader(file, source).faults():
        found.setdefault(fault.key, fault)
    return list(found.values())


def chosen(by_part: dict[str, list[Fault]], number: int, seed: int) -> list[Fault]:
    """Return so many faults, the same for the same seed and source.

    Each part gets a share that grows with the root of what it holds, so that small parts get some
    too. In a part the files take turns, and in a file the kinds of faults.
    """
    random = Random(seed)
    turns = {part: _turns(found, random) for part, found in sorted(by_part.items()) if found}
    weight = {part: len(by_part[part]) ** 0.5 for part in turns}
    given = dict.fromkeys(turns, 0)
    taken = list[Fault]()
    while len(taken) < number and turns:
        part = min(turns, key=lambda name: ((given[name] + 1) / weight[name], name))
        fault = next(turns[part], None)
        given[part] += 1
        if fault is None:
            del turns[part]
        else:
            taken.append(fault)
    return taken


def _turns(found: list[Fault], random: Random) -> Iterator[Fault]:
    by_file: dict[str, dict[str, list[Fault]]] = {}
    for fault in found:
        by_file.setdefault(fault.file, {}).setdefault(fault.kind, []).append(fault)
    while by_file:
        for file in random.sample(sorted(by_file), len(by_file)):
            kinds = by_file[file]
            kind = random.choice(sorted(kinds))
            yield kinds[kind].pop(random.randrange(len(kinds[kind])))
            if not kinds[kind]:
                del kinds[kind]
            if not kinds:
                del by_file[file]


class _Reader:
    def __init__(self, file: str, source: str) -> None:
        self.file, self.source = file, source
        self.guards_only = " rules" not in part_of(file)
        self.bytes = source.encode()
        lines = self.bytes.splitlines(keepends=True)
        self.starts = list(accumulate(map(len, lines), initial=0))

    def faults(self) -> Iterator[Fault]:
        yield from self._inside(ast.parse(self.source), "", in_guard=not self.guards_only)

    def _inside(self, node: ast.AST, where: str, *, in_guard: bool) -> Iterator[Fault]:
        """Yield the faults of what stands in this node; `in_guard`: expressions count."""
        for name, value in ast.iter_fields(node):
            if name in ("annotation", "returns", "decorator_list", "type_comment"):
                continue
            for child in value if isinstance(value, list) else [value]:
                if not isinstance(child, ast.AST) or _is_docstring(child):
                    continue
                guard = in_guard or (self.guards_only and _is_guard(node, name))
                inside = where
                if isinstance(child, ast.FunctionDef):
                    inside = f"{where}{child.name}()."
                elif isinstance(child, ast.ClassDef):
                    inside = f"{where}{child.name}."
                elif isinstance(child, ast.Assign | ast.AnnAssign) and not where.endswith(")."):
                    target = child.targets[0] if isinstance(child, ast.Assign) else child.target
                    if ast.unparse(target) == "__all__":
                        continue
                    inside = f"{where}{ast.unparse(target)}."
                yield from self._of(child, node, inside, guard)
                yield from self._inside(child, inside, in_guard=guard)

    def _of(self, node: ast.AST, parent: ast.AST, where: str, guard: bool) -> Iterator[Fault]:
        if isinstance(node, ast.Raise) or _is_required(node):
            yield self._fault(where, "guard removed", node, "pass")
        if _is_query(node):
            for keyword in filter(lambda each: each.arg, node.keywords):
                kept = [each for each in node.keywords if each is not keyword]
                new = ast.Call(node.func, node.args, kept)
                yield self._fault(where, "condition of a query removed", node, new, keyword)
        if isinstance(node, ast.If | ast.IfExp) and (
            guard or not self.guards_only or _refuses(node)
        ):
            for value in (True, False):
                yield self._fault(where, "if", node.test, ast.Constant(value))
        if isinstance(node, ast.comprehension):
            for test in node.ifs:
                yield self._fault(where, "if of a list", test, ast.Constant(True))
        if guard and isinstance(node, ast.expr):
            yield from self._of_expression(node, parent, where)
        if not self.guards_only and isinstance(node, ast.FunctionDef) and node.returns:
            yield from self._of_answers(node, where)

    def _of_answers(self, function: ast.FunctionDef, where: str) -> Iterator[Fault]:
        """Turn a yes into a no, and nothing where nothing may be the answer."""
        returned = ast.unparse(function.returns) if function.returns else ""
        for node in ast.walk(function):
            if not isinstance(node, ast.Return) or node.value is None:
                continue
            if returned == "bool":
                new = ast.UnaryOp(ast.Not(), node.value)
                yield self._fault(where, "answer", node.value, new)
            elif returned.endswith("| None") and not isinstance(node.value, ast.Constant):
                yield self._fault(where, "answer", node.value, ast.Constant(None))

    def _of_expression(self, node: ast.expr, parent: ast.AST, where: str) -> Iterator[Fault]:
        match node:
            case ast.Compare(ops=[op]) if type(op) in COMPARED:
                new = ast.Compare(node.left, [COMPARED[type(op)]()], node.comparators)
                yield self._fault(where, "comparison", node, new)
            case ast.BoolOp(op=op):
                other = ast.Or() if isinstance(op, ast.And) else ast.And()
                yield self._fault(where, "and, or", node, ast.BoolOp(other, node.values))
            case ast.UnaryOp(op=ast.Not()):
                yield self._fault(where, "not", node, node.operand)
            case ast.BinOp(op=ast.Add() | ast.Sub()) if not _is_text(node):
                sign = ast.Sub() if isinstance(node.op, ast.Add) else ast.Add()
                yield self._fault(where, "sign", node, ast.BinOp(node.left, sign, node.right))
            case ast.Constant(value=bool()):
                yield self._fault(where, "yes, no", node, ast.Constant(not node.value))
            case ast.Constant(value=int()):
                for step in (1, -1) if node.value else (1,):
                    yield self._fault(where, "number", node, ast.Constant(node.value + step))
            case ast.Call(func=ast.Name(id=name)) if name in CALLED and name != "filter":
                yield self._fault(where, "min, max", node.func, ast.Name(CALLED[name]))
            case ast.Dict():
                for place, value in enumerate(node.values):
                    keys = node.keys[:place] + node.keys[place + 1 :]
                    rest = ast.Dict(keys, node.values[:place] + node.values[place + 1 :])
                    if (key := node.keys[place]) is not None:
                        yield self._fault(where, "one left out", node, rest, key, value)
            case ast.Set() | ast.List() | ast.Tuple() if len(node.elts) > 1:
                if not isinstance(getattr(node, "ctx", ast.Load()), ast.Load):
                    return
                if isinstance(parent, ast.Subscript):
                    return
                if isinstance(parent, ast.Assign) and "()" not in where and _is_words(node):
                    return
                for place, gone in enumerate(node.elts):
                    rest_of = type(node)(node.elts[:place] + node.elts[place + 1 :])
                    yield self._fault(where, "one left out", node, rest_of, gone)

    def _fault(
        self, where: str, kind: str, node: ast.AST, new: ast.AST | str, *gone: ast.AST
    ) -> Fault:
        """`gone` is what is left out of `node`, when that is all that changes."""
        start, end = self._place(node)
        text = new if isinstance(new, str) else ast.unparse(ast.fix_missing_locations(new))
        if not isinstance(new, str) and not isinstance(new, ast.Constant | ast.Name):
            text = f"({text})" if not isinstance(new, ast.Dict | ast.Set | ast.List) else text
        first = gone[0] if gone else node
        if gone:
            before = self.bytes[self._place(gone[0])[0] : self._place(gone[-1])[1]].decode()
            after = "(left out)"
        else:
            first_line, last_line = self.starts[node.lineno - 1], self.starts[node.end_lineno]  # type: ignore[attr-defined]
            before = self.bytes[first_line:last_line].decode()
            after = (
                self.bytes[first_line:start] + text.encode() + self.bytes[end:last_line]
            ).decode()
        return Fault(
            self.file,
            where.rstrip("."),
            kind,
            " ".join(before.split())[:SHOWN],
            " ".join(after.split())[:SHOWN],
            first.lineno,  # type: ignore[attr-defined]
            first.end_lineno,  # type: ignore[attr-defined]
            start,
            self.bytes[start:end].decode(),
            text,
        )

    def _place(self, node: ast.AST) -> tuple[int, int]:
        start = self.starts[node.lineno - 1] + node.col_offset  # type: ignore[attr-defined]
        return start, self.starts[node.end_lineno - 1] + node.end_col_offset  # type: ignore[attr-defined]


def _is_docstring(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _is_required(node: ast.AST) -> bool:
    """Tell whether a statement only asks whether something may be: `require_team_key(by)`."""
    if not isinstance(node, ast.Expr) or not isinstance(node.value, ast.Call):
        return False
    called = node.value.func
    name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
    return name.lstrip("_").startswith(GUARDS)


def _is_query(node: ast.AST) -> TypeGuard[ast.Call]:
    """Tell whether a call asks the database for rows by more than one condition."""
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in ("filter", "exclude", "get")
        and len(node.keywords) > 1
    )


def _refuses(node: ast.AST) -> bool:
    """Tell whether an `if` ends the function or goes past the rest of a loop."""
    return isinstance(node, ast.If) and isinstance(
        node.body[-1], ast.Raise | ast.Return | ast.Continue
    )


def _is_guard(parent: ast.AST, field: str) -> bool:
    return (field == "test" and _refuses(parent)) or field == "ifs"


def _is_text(node: ast.BinOp) -> bool:
    return any(
        isinstance(side, ast.JoinedStr)
        or (isinstance(side, ast.Constant) and isinstance(side.value, str))
        for side in (node.left, node.right)
    )


def _is_words(node: ast.Set | ast.List | ast.Tuple) -> bool:
    """Tell whether a tuple is a value with its words, as in a list of choices."""
    return isinstance(node, ast.Tuple) and all(isinstance(each, ast.Constant) for each in node.elts)
