"""The figures: each a ratio with its bound, printed and kept as a table."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True, slots=True)
class Figure:
    """One measured ratio; ``bound`` None where it is reported only."""

    name: str
    database: str
    value: float
    bound: float | None = None
    at_least: bool = False
    unit: str = "×"
    # The medians behind the ratio, in words.
    behind: str = ""

    @property
    def verdict(self) -> str:
        """Whether the bound holds."""
        if self.bound is None:
            return "reported"
        holds = self.value >= self.bound if self.at_least else self.value <= self.bound
        return "holds" if holds else "**missed**"

    @property
    def rule(self) -> str:
        """The bound in signs."""
        if self.bound is None:
            return "–"
        return f"{'≥' if self.at_least else '≤'} {self.bound:g} {self.unit}"

    def row(self) -> str:
        """Write the figure as a line of a Markdown table."""
        value = f"{self.value:.2f} {self.unit}"
        cells = (self.name, self.database, value, self.rule, self.verdict, self.behind)
        return f"| {' | '.join(cells)} |"


_HEAD = (
    "| figure | database | measured | bound | | medians |",
    "| --- | --- | --- | --- | --- | --- |",
)


@dataclass
class Table:
    """Collects figures and prints each as it comes."""

    figures: list[Figure] = field(default_factory=list)

    def add(self, figure: Figure) -> None:
        """Keep a figure and print it."""
        self.figures.append(figure)
        print(figure.row(), flush=True)

    def ratio(
        self,
        name: str,
        database: str,
        seconds: float,
        to: float,
        bound: float | None,
        *,
        unit: str = "×",
    ) -> None:
        """Keep the ratio of two medians in seconds."""
        self.add(
            Figure(
                name=name,
                database=database,
                value=seconds / to,
                bound=bound,
                unit=unit,
                behind=f"{seconds * 1000:.2f} ms / {to * 1000:.2f} ms",
            )
        )

    def markdown(self) -> str:
        """Write all figures, in the order in which they were found."""
        return "\n".join([*_HEAD, *(figure.row() for figure in self.figures)])

    @property
    def missed(self) -> list[Figure]:
        """The figures whose bounds do not hold."""
        return [figure for figure in self.figures if "missed" in figure.verdict]
