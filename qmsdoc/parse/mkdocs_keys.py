"""What each key of `mkdocs.yml`, and each feature of Material, does in a manual: `schemas/mkdocs-keys.json`."""

from __future__ import annotations

import json
from enum import StrEnum
from typing import NamedTuple

from qmsdoc import resources


class Effect(StrEnum):
    """What becomes of a key."""

    BOTH = "takes effect"
    MATERIAL = "takes effect in Material's frame"
    PLUGIN = "is for the plugin"
    REFUSED = "is refused"
    PASSED_OVER = "is passed over"


class KeyUse(NamedTuple):
    """A key by its path (`theme.name`), what becomes of it, and how or why."""

    key: str
    effect: Effect
    remark: str


def _uses(kind: str) -> tuple[KeyUse, ...]:
    rows = json.loads(resources.schema("mkdocs-keys.json").read_bytes())[kind]
    return tuple(KeyUse(key, Effect(effect), remark) for key, effect, remark in rows)


KEYS, FEATURES = _uses("keys"), _uses("features")
FEATURE_NAMES = tuple(feature.key for feature in FEATURES)
FEATURES_IN_EFFECT = frozenset(feature.key for feature in FEATURES if feature.effect is Effect.MATERIAL)
