"""How long it takes to know that thousands of hidden counts are uncertain enough.

`python -m bench.hidden_cells [LARGEST]`: processor seconds, for square tables of up to LARGEST
cells with rounded totals, beside the floor: one linear program on the same table, with random
costs, for without costs it takes longer.
"""

import sys
import time

import numpy as np

from uitweg.figures.rules.attack import Attack, gives_away
from uitweg.figures.rules.intervals import CountSystem, KnownSum, Solver
from uitweg.figures.rules.published_tables import range_of_rounded, rounded

SHARES = (0.2, 0.7)


def system_of(size: int, share: float) -> tuple[CountSystem, list[tuple[int, ...]]]:
    """Return a table of size × size counts, 12 on average, of which this share is hidden."""
    random = np.random.default_rng(7)
    counts = random.poisson(12, (size, size))
    number = np.arange(size * size).reshape(size, size)
    hidden = np.zeros(size * size, dtype=bool)
    hidden[random.choice(size * size, int(share * size * size), replace=False)] = True
    hidden = hidden.reshape(size, size)
    sums = [
        _shown((int(n),), int(c)) for n, c in zip(number[~hidden], counts[~hidden], strict=True)
    ]
    for lines, values in ((number, counts), (number.T, counts.T)):
        sums += [
            _shown(tuple(line.tolist()), int(found.sum()))
            for line, found in zip(lines, values, strict=True)
        ]
    return CountSystem(size * size, sums), [(int(n),) for n in number[hidden]]


def _shown(counts: tuple[int, ...], true: int) -> KnownSum:
    known = range_of_rounded(rounded(true))
    return KnownSum(counts, known.least, known.most)


def main(largest: int) -> None:
    print("cells     hidden    seconds   one program   ratio   given away   exact")
    for cells in (1_000, 10_000, 100_000, 1_000_000):
        if cells > largest:
            break
        size = round(cells**0.5)
        for share in SHARES:
            system, targets = system_of(size, share)
            costs = np.random.default_rng(7).uniform(-1, 1, system.many)
            began = time.process_time()
            Solver(system).witness(costs)
            floor = time.process_time() - began
            began = time.process_time()
            found = Attack(system, targets).intervals()
            taken = time.process_time() - began
            leaks, exact = sum(map(gives_away, found)), sum(i.is_exact for i in found)
            print(
                f"{size * size:<9} {len(targets):<9} {taken:<9.2f} {floor:<13.2f}"
                f" {taken / max(floor, 0.001):<7.1f} {leaks:<12} {exact}",
                flush=True,
            )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
