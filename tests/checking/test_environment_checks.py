from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime

import qmsdoc
from qmsdoc.checking.environment_checks import CheckState, of_manual, of_published
from qmsdoc.git.sign import SigningSettings
from qmsdoc.model.finding import Finding
from qmsdoc.model.rule_ids import TAG_DELETED
from qmsdoc.render.manifest import Manifest, PublishOptions, versions
from tests.trust.vectors.scenes import scene

_OPTIONS = PublishOptions()
_SITE = Manifest("m", "0" * 40, date(2026, 2, 1), date(2026, 3, 1), None, {}, 0, None, _OPTIONS, versions(_OPTIONS), {})


def test_a_manual_published_with_these_versions_is_fine() -> None:
    assert of_published(_SITE).state is CheckState.OK


def test_another_version_of_what_published_is_told_with_both() -> None:
    made = json.loads(json.dumps(dict(_SITE.made_by))) | {"qmsdoc": "0.0.9", "weasyprint": "1"}
    told = of_published(replace(_SITE, made_by=made))
    assert told.state is CheckState.WARN
    assert f"qmsdoc 0.0.9 (here {qmsdoc.__version__}) and weasyprint 1 (here none)" in told.message


def test_a_ledger_that_does_not_hold_is_no_fit_clone() -> None:
    manual = scene()
    deleted = Finding(TAG_DELETED, "The tag is gone.", "Fetch the tags.")
    settings = SigningSettings(None, None, "ssh", None)
    for problems, state in (((), CheckState.OK), ((deleted,), CheckState.FAIL)):
        snapshot = replace(manual.snapshot(), problems=problems)
        checks = of_manual(snapshot, settings, 0, datetime(2026, 2, 2, tzinfo=UTC))
        assert next(check for check in checks if check.name == "ledger").state is state
