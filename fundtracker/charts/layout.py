"""Placing things along a line without overlap."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def spread(
    wanted: Sequence[float], sizes: Sequence[float], *, low: float, high: float, gap: float
) -> list[float] | None:
    """Return starts near ``wanted``, in order, at least ``gap`` apart, within ``low`` … ``high``.

    ``wanted`` and the result are starts, ``sizes`` the extents. None where it does not fit.
    """
    if sum(sizes) + gap * max(len(sizes) - 1, 0) > high - low + 1e-9:
        return None
    starts: list[float] = []
    edge = low
    for want, size in zip(wanted, sizes, strict=True):
        starts.append(max(want, edge))
        edge = starts[-1] + size + gap
    limit = high
    for index in reversed(range(len(starts))):
        starts[index] = min(starts[index], limit - sizes[index])
        limit = starts[index] - gap
    return starts


def stack(sizes: Sequence[float], *, low: float, high: float) -> list[float]:
    """Return starts that share the room left between ``low`` and ``high`` evenly as gaps.

    One thing alone starts at ``low``.
    """
    gap = (high - low - sum(sizes)) / max(len(sizes) - 1, 1)
    starts: list[float] = []
    edge = low
    for size in sizes:
        starts.append(edge)
        edge += size + gap
    return starts
