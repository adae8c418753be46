"""Timing in turns: what is compared runs side by side, so that a slow moment strikes all alike."""

from __future__ import annotations

import gc
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Task = "Callable[[], object]"

WARM_UP = 5


def in_turns(
    tasks: Mapping[str, Callable[[], object]], rounds: int, *, warm_up: int = WARM_UP
) -> dict[str, float]:
    """Run every task once in each round; return the median of each in seconds."""
    seconds: dict[str, list[float]] = {name: [] for name in tasks}
    for _ in range(warm_up):
        for task in tasks.values():
            task()
    gc.collect()
    for _ in range(rounds):
        for name, task in tasks.items():
            started = perf_counter()
            task()
            seconds[name].append(perf_counter() - started)
    return {name: median(found) for name, found in seconds.items()}
