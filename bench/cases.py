"""Search, pages and an import with a thousand to a million cases, and how their times grow."""

import math
import shutil

from bench import dashboard, importing, search
from bench.figures import Figure
from tests.support.installation import Installation

SIZES = (1_000, 10_000, 100_000, 1_000_000)


def figures(city: Installation, *, small: bool) -> list[Figure]:
    """Measure all of it at each size, in a copy of the city. No part may be up."""
    figures, times = list[Figure](), dict[str, dict[int, float]]()
    for size in SIZES[:3] if small else SIZES:
        copy = Installation(city.folder.parent / f"cases-{size}")
        shutil.copytree(city.folder, copy.folder)
        search.fill(copy.folder, size)
        for measured in (
            search.figures_and_medians(copy, size),
            dashboard.pages(copy, size),
            importing.figures(copy, size, small=small),
        ):
            figures += measured[0]
            for name, value in measured[1].items():
                times.setdefault(name, {})[size] = value
        shutil.rmtree(copy.folder)
    return figures + [
        Figure(f"{name}: exponent of growth", exponent(by_size), "", "≤ 0.5")
        for name, by_size in times.items()
    ]


def exponent(time_by_size: dict[int, float]) -> float:
    """Return b of t = a·n^b, by least squares on the logarithms."""
    points = [(math.log(n), math.log(max(t, 1e-6))) for n, t in time_by_size.items()]
    mean_x = sum(x for x, _ in points) / len(points)
    mean_y = sum(y for _, y in points) / len(points)
    covariance = sum((x - mean_x) * (y - mean_y) for x, y in points)
    return round(covariance / sum((x - mean_x) ** 2 for x, _ in points), 2)
