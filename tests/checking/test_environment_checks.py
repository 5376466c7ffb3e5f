from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import qmsdoc
from qmsdoc.checking.environment_checks import CheckState, of_published
from qmsdoc.render.manifest import Manifest, PublishOptions, versions

_OPTIONS = PublishOptions()
_SITE = Manifest("m", "0" * 40, date(2026, 2, 1), date(2026, 3, 1), None, {}, 0, None, _OPTIONS, versions(_OPTIONS), {})


def test_a_manual_published_with_these_versions_is_fine() -> None:
    assert of_published(_SITE).state is CheckState.OK


def test_another_version_of_what_published_is_told_with_both() -> None:
    made = json.loads(json.dumps(dict(_SITE.made_by))) | {"qmsdoc": "0.0.9", "weasyprint": "1"}
    told = of_published(replace(_SITE, made_by=made))
    assert told.state is CheckState.WARN
    assert f"qmsdoc 0.0.9 (here {qmsdoc.__version__}) and weasyprint 1 (here none)" in told.message
