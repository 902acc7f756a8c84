"""Write argus.json: what Tau-Argus (pytauargus 0.6) says of random tables with hidden cells.

Run it with a Python that has pytauargus, from this folder: `python make_argus.py`. Tau-Argus is
asked for the range of each hidden cell, and whether it calls the cell unsafe when a small count
must be able to be one less and one more.
"""

import json
import random
import tempfile
from itertools import product
from pathlib import Path

from pytauargus._tauargus import audit_jj

TABLES, SEED, HIGHEST, UPPER = 150, 20261, 15, 1000
SHAPES = [(2,), (4,), (2, 2), (3, 3), (3, 4), (2, 2, 2), (3, 3, 2)]
SMALL = 8
TOTAL = None


def one(chance: random.Random) -> dict[str, object]:
    shape = chance.choice(SHAPES)
    counts = {key: chance.randint(0, HIGHEST) for key in product(*map(range, shape))}
    keys = list(product(*([*range(size), TOTAL] for size in shape)))
    values = [sum(counts[k] for k in counts if covers(key, k)) for key in keys]
    hidden = [
        number
        for number, key in enumerate(keys)
        if TOTAL not in key and (1 <= values[number] < SMALL or chance.random() < 0.25)
    ]
    hidden += [
        number
        for number, key in enumerate(keys)
        if TOTAL in key and any(part is not TOTAL for part in key) and chance.random() < 0.2
    ]
    cells = [
        cell(number, value, hidden=number in hidden, small=1 <= value < SMALL)
        for number, value in enumerate(values)
    ]
    sums = list(equations(keys, shape))
    text = ["0", str(len(cells)), *cells, str(len(sums)), *sums]
    with tempfile.NamedTemporaryFile("w", suffix=".jj") as file:
        file.write("\n".join(text) + "\n")
        file.flush()
        said = audit_jj(file.name) if hidden else []
    ranges = {row["cell"]: [row["min"], row["max"], row["unsafe"]] for row in said}
    return {"shape": shape, "values": values, "hidden": sorted(hidden), "ranges": ranges}


def covers(key: tuple[int | None, ...], count: tuple[int, ...]) -> bool:
    return all(part in (TOTAL, place) for part, place in zip(key, count, strict=True))


def cell(number: int, value: int, *, hidden: bool, small: bool) -> str:
    """A line of the JJ format: value, cost, status, bounds, and what protection it must have."""
    status = ("u" if small else "m") if hidden else "s"
    needed = int(status == "u")
    return f"{number} {value} 1 {status} 0 {UPPER} {needed} {needed} 0"


def equations(keys: list[tuple[int | None, ...]], shape: tuple[int, ...]) -> list[str]:
    """Each total is the sum of its categories, in each dimension."""
    number = {key: place for place, key in enumerate(keys)}
    return [
        f"0 {size + 1} : {number[key]} (-1) "
        + " ".join(f"{number[(*key[:at], i, *key[at + 1 :])]} (1)" for i in range(size))
        for key in keys
        for at, size in enumerate(shape)
        if key[at] is TOTAL
    ]


if __name__ == "__main__":
    chance = random.Random(SEED)
    lines = ",\n".join(json.dumps(one(chance), separators=(",", ":")) for _ in range(TABLES))
    Path(__file__).with_name("argus.json").write_text(f"[\n{lines}\n]\n", encoding="utf-8")
