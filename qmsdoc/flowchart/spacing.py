"""The room that subgraphs need around their layers, along the flow."""

from __future__ import annotations

from collections.abc import Mapping

from qmsdoc.flowchart.layers import Layers
from qmsdoc.flowchart.routing import LayerSpace

_PAD = 14


class SubgraphSpacing:
    """How far each subgraph's box reaches `before` its first layer and `behind` its last.

    `titles` are the heights of those that stand in the way, `behind` the flow's end where it runs
    upwards; `more` is what a box needs besides.
    """

    def __init__(
        self, layers: Layers, titles: Mapping[str, int], *, upwards: bool, more: Mapping[str, float] | None = None
    ) -> None:
        self._layers = layers
        self.before: dict[str, float] = {}
        self.behind: dict[str, float] = {}
        for key in sorted(layers.spans, key=lambda key: -len(layers.chain(key))):
            inner = [each for each in layers.spans if layers.subgraphs[each] == key]
            low, high = layers.spans[key]
            title = float(titles.get(key, 0))
            extra = (more or {}).get(key, 0.0)
            self.before[key] = self._most(inner, 0, low, self.before) + _PAD + (0 if upwards else title)
            self.behind[key] = self._most(inner, 1, high, self.behind) + _PAD + (title if upwards else 0) + extra

    def _most(self, inner: list[str], end: int, layer: int, known: Mapping[str, float]) -> float:
        return max((known[key] for key in inner if self._layers.spans[key][end] == layer), default=0.0)

    def extent(self, key: str, tops: Mapping[int, float], bottoms: Mapping[int, float]) -> float:
        """Give how far a subgraph's box reaches along the flow, its layers standing there."""
        low, high = self._layers.spans[key]
        return bottoms[high] + self.behind[key] - tops[low] + self.before[key]

    def room(self) -> LayerSpace:
        """Give what each layer needs before and behind it."""
        before: dict[int, float] = {}
        behind: dict[int, float] = {}
        for key, (low, high) in self._layers.spans.items():
            before[low] = max(before.get(low, 0.0), self.before[key])
            behind[high] = max(behind.get(high, 0.0), self.behind[key])
        return LayerSpace(before, behind)
