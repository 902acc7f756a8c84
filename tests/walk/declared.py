"""`python -m tests.walk.declared FOLDER`: what the code declares, wherever it stands in the tree."""

import ast
import os
import re
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]
KEY = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
ACT = re.compile(r"[a-z]+:[a-z-]+")
SENTENCE = re.compile(r"\S+ \S+ .*\S", re.DOTALL)
"""Three words or more, so no key, name or address."""


def main(folder: Path) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "uitweg.site.config.settings"
    import django

    django.setup()
    from tests.walk import house, sealed
    from tests.walk.examples import routes

    folder.mkdir(parents=True, exist_ok=True)
    parts = {
        **{Path(name).stem: text.splitlines() for name, text in house.made_docs().items()},
        "routes-public": sorted(
            f"{r.pattern} · {r.name} · {r.permission}" for r in routes("public")
        ),
        "routes-staff": sorted(f"{r.pattern} · {r.name} · {r.permission}" for r in routes("staff")),
        "jobs": sorted(f"{name} · every {every}" for name, every in house.jobs()),
        "stored-fields": sorted(_stored_fields()),
        "sealing": sealed.lines(),
        **_words_in_code(ROOT / "uitweg"),
    }
    for name, lines in parts.items():
        (folder / f"{name}.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _stored_fields() -> Iterator[str]:
    """Yield each column with its kind, and what policy/fields.yaml says of it."""
    from django.apps import apps

    policy = yaml.safe_load((ROOT / "policy" / "fields.yaml").read_text(encoding="utf-8"))
    for model in apps.get_models():
        signed = dict(policy.get(model._meta.label_lower, {}))
        for field in model._meta.local_fields:
            said = signed.pop(field.name, {})
            about = " · ".join(f"{key}: {value}" for key, value in said.items())
            kind = f"{type(field).__name__} {'null' if field.null else 'not null'}"
            choices = " ".join(f"{value}={words}" for value, words in field.flatchoices)
            yield f"{model._meta.db_table}.{field.column} · {kind} · {about} · {choices}"
        yield from (f"{model._meta.db_table}.{name} · only in the policy" for name in signed)


def _words_in_code(folder: Path) -> dict[str, list[str]]:
    """Return the sentences in the code, and which key stands beside which words.

    A key and its words are a pair in a dict, or next to each other in a call or a tuple; of a
    refusal they are a name in a class and its sentence.
    """
    sentences, keyed, acts = set[str](), set[str](), set[str]()
    for path in sorted(folder.rglob("*.py")):
        if "migrations" in path.parts:
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        unsaid = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        for node in ast.walk(tree):
            if (text := _text(node)) and id(node) not in unsaid and SENTENCE.fullmatch(text):
                sentences.add(_line(text))
            for key, words in _pairs(node):
                if ACT.fullmatch(key):
                    acts.add(f"{key} · {_line(words)}")
                elif KEY.fullmatch(key) and SENTENCE.fullmatch(words):
                    keyed.add(f"{key} · {_line(words)}")
    return {
        "sentences-in-code": sorted(sentences),
        "refusals-and-other-keys": sorted(keyed),
        "audit-acts": sorted(acts),
    }


def _pairs(node: ast.AST) -> Iterator[tuple[str, str]]:
    if isinstance(node, ast.Dict):
        beside = [(key, value) for key, value in zip(node.keys, node.values, strict=True) if key]
    elif isinstance(node, (ast.Tuple, ast.Call)):
        given = node.elts if isinstance(node, ast.Tuple) else node.args
        beside = list(pairwise(given))
    elif isinstance(node, ast.ClassDef) and "Refusal" in {ast.unparse(base) for base in node.bases}:
        for each in node.body:
            if isinstance(each, ast.Assign):
                yield ast.unparse(each.targets[0]).lower().replace("_", "-"), _text(each.value)
        return
    else:
        return
    for key, value in beside:
        if (name := _text(key)) and (words := _text(value)):
            yield name, words


def _text(node: ast.AST) -> str:
    """Return a text as it stands in the code, with {} for what is filled in; "" for anything else."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(_text(part) or "{}" for part in node.values)
    return ""


def _line(text: str) -> str:
    return " ".join(text.split())


if __name__ == "__main__":
    main(Path(sys.argv[1]))
