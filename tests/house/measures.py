"""What a reader meets between the functions, in numbers."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from tests.house import source
from tests.house.chains import ways
from tests.house.dependencies import declared, named, used

LONGEST_FUNCTION, LONGEST_MODULE = 50, 300
ENTRY_POINTS = ("cli/clock.py",)
MAY_RUN = ("git/", "trust/openpgp.py", "render/pdf/")


@dataclass(frozen=True)
class Measure:
    """A number, the most it should be (None: it is only told), and where it comes from."""

    name: str
    value: int
    goal: int | None = None
    places: tuple[str, ...] = ()


def measures(root: Path) -> tuple[Measure, ...]:
    """Measure the tree at `root`."""
    house = source.modules(root)
    lengths = source.functions(house)
    needed, core = used(house), declared(root)
    return (
        Measure("lines of product", sum(module.lines for module in house), 26_000),
        Measure("modules", len(house)),
        Measure("functions", len(lengths)),
        Measure("lines of the middle function", sorted(lengths.values())[len(lengths) // 2], 10),
        _places("functions over 50 lines", [place for place, size in lengths.items() if size > LONGEST_FUNCTION]),
        _places("modules over 300 lines", [each.path for each in house if each.lines > LONGEST_MODULE]),
        _places("rule names as bare strings", source.bare_rule_names(house)),
        _places("public classes of one name", [f"{k}: {', '.join(v)}" for k, v in source.homonyms(house).items()]),
        _places("module names used thrice", [f"{k}: {', '.join(v)}" for k, v in source.repeated_names(house).items()]),
        _places("asserts in trust/", source.asserts(house, "trust")),
        _places("readings of the clock", [each for each in source.clocks(house) if not each.startswith(ENTRY_POINTS)]),
        _places("modules that run programs", _running(house)),
        _places("imported, not declared", sorted(needed - core - declared(root, "*"))),
        _places("declared, not used", sorted(core - needed - named(house))),
        *(Measure(f"types on the way {way}", len(types)) for way, types in ways(root).items()),
    )


def _places(name: str, places: Collection[str]) -> Measure:
    return Measure(name, len(places), 0, tuple(places))


def _running(house: tuple[source.Module, ...]) -> list[str]:
    return [path for path in source.imported(house).get("subprocess", []) if not path.startswith(MAY_RUN)]
