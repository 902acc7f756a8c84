"""How large the house is, beside what [house] in tests/budgets.toml allows.

`rows()` measures everything once. `table()` is what `./run test` prints at its end;
`python -m tests.support.house_size` prints it alone.
"""

import ast
import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cached_property
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
BUDGETS = Path("tests/budgets.toml")
SHOWN_OFFENDERS = 5
SLACK_PERCENT = 2
"""A measured value that is further below its limit than this asks for a lower limit."""

DOCUMENTED = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
POINTERS = re.compile(r"""{%\s*(include|extends)\s+(?:"([^"#]*)[^"]*"|'([^'#]*)[^']*'|(\S+))""")
LOADS = re.compile(r"{%\s*load\s+([^%]+?)\s*%}")


@dataclass(frozen=True)
class Row:
    """One measured size: what was measured today, its limit, its budget, and the biggest parts."""

    name: str
    what: str
    measured: float
    limit: float
    budget: float
    offenders: tuple[str, ...]

    @property
    def complaint(self) -> str:
        """Return what is wrong with this row, in sentences; "" when nothing is."""
        if self.measured > self.limit:
            return "\n  ".join(
                [
                    f"{self.what}: {self.measured:,} today, and the limit is {self.limit:,} "
                    f"([house.{self.name}] in {BUDGETS}). The largest:",
                    *self.offenders,
                ]
            )
        lowest = max(self.measured, self.budget)
        if lowest < self.limit * (1 - SLACK_PERCENT / 100):
            return (
                f"{self.what}: only {self.measured:,} today, well done. "
                f"Set limit = {lowest:,} at [house.{self.name}] in {BUDGETS}, so that it stays so."
            ).replace(f"= {lowest:,}", f"= {lowest}")
        return ""


@dataclass(frozen=True)
class Module:
    """A Python file of the product, read once: what it imports, and its lines."""

    path: Path
    name: str
    imports: frozenset[str]
    code_lines: int
    import_lines: int
    has_code: bool


class House:
    """The product and the documents below one folder."""

    def __init__(self, root: Path = ROOT) -> None:
        self.root = root

    @cached_property
    def modules(self) -> list[Module]:
        return [read_module(path, self.root) for path in self._files("py")]

    @cached_property
    def templates(self) -> dict[Path, str]:
        return {path: (self.root / path).read_text("utf-8") for path in self._files("html")}

    @cached_property
    def documents(self) -> dict[str, int]:
        paths = [*sorted((self.root / "docs").rglob("*.md")), self.root / "CHANGELOG.md"]
        return {
            str(path.relative_to(self.root)): len(path.read_text("utf-8").split()) for path in paths
        }

    def _files(self, suffix: str) -> list[Path]:
        found = (path.relative_to(self.root) for path in self.root.glob(f"uitweg/**/*.{suffix}"))
        return sorted(path for path in found if "node_modules" not in path.parts)

    def measure(self) -> dict[str, tuple[float, Iterable[str]]]:
        """Return each size under its name in budgets.toml, with what makes it so large."""
        counted = [module for module in self.modules if module.has_code]
        folders = Counter(str(module.path.parent) for module in counted)
        template_folders = Counter(str(path.parent) for path in self.templates)
        parts = Counter[str]()
        import_parts = Counter[str]()
        for module in self.modules:
            parts[part_of(module.path)] += module.code_lines
            import_parts[part_of(module.path)] += module.import_lines
        html_parts = Counter[str]()
        for path, text in self.templates.items():
            html_parts[part_of(path)] += sum(1 for line in text.splitlines() if line.strip())
        arrows = list(hidden_arrows(self.templates, self._tag_modules(), self._layers()))
        rings = circles({module.name: module.imports for module in self.modules})
        return {
            "python_files_in_a_folder": (max(folders.values()), largest(folders)),
            "templates_in_a_folder": (max(template_folders.values()), largest(template_folders)),
            "modules": (len(counted), largest(Counter(part_of(one.path) for one in counted))),
            "import_percentage": (
                round(100 * import_parts.total() / parts.total(), 1),
                largest(Counter({part: import_parts[part] for part in parts})),
            ),
            "hidden_arrows": (len(arrows), arrows),
            "circles": (len(rings), [" <-> ".join(ring) for ring in rings]),
            "python_lines": (parts.total(), largest(parts)),
            "template_lines": (html_parts.total(), largest(html_parts)),
            "words_of_documents": (sum(self.documents.values()), largest(self.documents)),
        }

    def _tag_modules(self) -> dict[str, Path]:
        """Return the modules of template tags by the name that `load` gives them."""
        of_parts = {
            module.path.stem: module.path
            for module in self.modules
            if module.path.parent.name == "templatetags"
        }
        of_rooms = {
            module.path.parent.name: module.path
            for module in self.modules
            if module.path.name == "tags.py"
        }
        return of_parts | of_rooms

    def _layers(self) -> list[tuple[str, dict[str, int]]]:
        """Return the containers of the import contract, with how low each of their parts stands."""
        tools = tomllib.loads((self.root / "pyproject.toml").read_text("utf-8"))["tool"]
        return [
            (container, {name: low for low, layer in enumerate(layers) for name in layer})
            for contract in tools["importlinter"]["contracts"]
            if contract["type"] == "layers"
            for layers in [[re.findall(r"\w+", layer) for layer in contract["layers"]]]
            for container in contract["containers"]
        ]


def read_budgets(root: Path) -> dict[str, dict[str, Any]]:
    house: dict[str, dict[str, Any]] = tomllib.loads((root / BUDGETS).read_text("utf-8"))["house"]
    return house


def rows(root: Path = ROOT) -> list[Row]:
    """Measure the house; one row for each of [house] in tests/budgets.toml."""
    allowed = read_budgets(root)
    measured = House(root).measure()
    if allowed.keys() != measured.keys():
        raise ValueError(f"{BUDGETS} and the measures differ: {allowed.keys() ^ measured.keys()}")
    return [
        Row(name, row["what"], measured[name][0], row["limit"], row["budget"], tuple(offenders))
        for name, row in allowed.items()
        for offenders in [[*measured[name][1]][:SHOWN_OFFENDERS]]
    ]


def table(measured: Iterable[Row]) -> str:
    """Return the rows as a table in plain text."""
    lines = [("what", "today", "limit", "budget")]
    lines += [
        (row.what, *(f"{value:,}" for value in (row.measured, row.limit, row.budget)))
        for row in measured
    ]
    return "\n".join(
        f"{what:<40}{today:>10}{limit:>10}{budget:>10}" for what, today, limit, budget in lines
    )


def read_module(path: Path, root: Path) -> Module:
    text = (root / path).read_text("utf-8")
    tree = ast.parse(text)
    imports, import_lines, docstring_lines = set[str](), set[int](), set[int]()
    for node in statements(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            import_lines.update(lines_of(node))
            imports.update(imported(node))
        if isinstance(node, DOCUMENTED) and ast.get_docstring(node, clean=False) is not None:
            docstring_lines.update(lines_of(node.body[0]))
    code_lines = {
        number
        for number, line in enumerate(text.splitlines(), 1)
        if (bare := line.strip()) and not bare.startswith("#")
    }
    return Module(
        path=path,
        name=".".join(path.with_suffix("").parts).removesuffix(".__init__"),
        imports=frozenset(imports),
        code_lines=len(code_lines - docstring_lines),
        import_lines=len(import_lines),
        has_code=path.name != "__init__.py" or bool(code_lines - docstring_lines),
    )


def statements(node: ast.AST) -> Iterator[ast.AST]:
    """Yield the node and every statement in it; no import stands inside an expression."""
    yield node
    for name in ("body", "orelse", "finalbody", "handlers", "cases"):
        for child in getattr(node, name, ()) if not isinstance(node, ast.expr) else ():
            yield from statements(child)


def lines_of(node: ast.AST) -> range:
    return range(node.lineno, node.end_lineno + 1)  # type: ignore[attr-defined]


def imported(node: ast.Import | ast.ImportFrom) -> Iterator[str]:
    """Yield what may be the modules that it imports: `from a import b` may mean a or a.b."""
    for alias in node.names:
        yield alias.name if isinstance(node, ast.Import) else f"{node.module}.{alias.name}"


def circles(imports: Mapping[str, Iterable[str]]) -> list[list[str]]:
    """Return the groups of modules that import each other, directly or through the others."""
    arrows = {
        module: {known for name in names if (known := known_module(name, imports)) != module}
        for module, names in imports.items()
    }
    arrows = {module: targets - {""} for module, targets in arrows.items()}
    while ends := [module for module, targets in arrows.items() if not targets]:
        for module in ends:
            del arrows[module]
        arrows = {module: targets & arrows.keys() for module, targets in arrows.items()}
    reached = {module: reachable(module, arrows) for module in arrows}
    groups = {
        tuple(sorted(other for other in reached[module] if module in reached[other]))
        for module in arrows
    }
    return sorted([*group] for group in groups if len(group) > 1)


def known_module(name: str, modules: Mapping[str, object]) -> str:
    """Return the module of the house that this name means; "" for a name from elsewhere."""
    return next((each for each in (name, name.rpartition(".")[0]) if each in modules), "")


def reachable(start: str, arrows: Mapping[str, set[str]]) -> set[str]:
    found, waiting = set[str](), [start]
    while waiting:
        new = arrows[waiting.pop()] - found
        found |= new
        waiting += new
    return found


def hidden_arrows(
    templates: Mapping[Path, str],
    tag_modules: Mapping[str, Path],
    layers: list[tuple[str, dict[str, int]]],
) -> Iterator[str]:
    """Yield each tag of a template that names something of a part that stands above its own."""
    by_name = {name_of_template(path): path for path in templates}
    for path, text in sorted(templates.items()):
        named = []
        for kind, quoted, also_quoted, variable in POINTERS.findall(text):
            named.append((kind, by_name.get(quoted or also_quoted)))
            if variable:
                yield f"{path}: {kind} names {variable}, where nobody reads which template that is"
        for listed in LOADS.findall(text):
            libraries = listed.rpartition(" from ")[2].split()
            named += [("load", tag_modules.get(library)) for library in libraries]
        for kind, target in named:
            if target is not None and stands_above(target, path, layers):
                yield f"{path}: {kind} {target}"


def name_of_template(path: Path) -> str:
    return str(path).rpartition("/templates/")[2]


def stands_above(target: Path, own: Path, layers: list[tuple[str, dict[str, int]]]) -> bool:
    """Say whether the import contract puts the part of `target` above the part of `own`."""
    for depth, (theirs, ours) in enumerate(zip(target.parts, own.parts, strict=False)):
        if theirs == ours:
            continue
        container = own.parts[:depth]
        return any(
            places[theirs] < places[ours]
            for pattern, places in layers
            if is_container(container, pattern) and {theirs, ours} <= places.keys()
        )
    return False


def is_container(parts: tuple[str, ...], pattern: str) -> bool:
    wanted = pattern.split(".")
    return len(wanted) == len(parts) and all(map(fnmatchcase, parts, wanted))


def part_of(path: Path) -> str:
    """Return the part that a file belongs to: uitweg/casework/cases, uitweg/channel."""
    grouped = {"casework", "knowledge", "platform", "site"}
    return "/".join(path.parts[: 3 if path.parts[1] in grouped else 2])


def largest(counts: Mapping[str, int]) -> list[str]:
    return [f"{name} ({count:,})" for name, count in Counter(counts).most_common(SHOWN_OFFENDERS)]


if __name__ == "__main__":
    print(table(rows()))
