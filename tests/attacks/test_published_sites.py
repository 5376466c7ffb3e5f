"""A site that holds something back, or that would take the place of one that knows more; and the honest ones beside."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from qmsdoc.model.approval import Act
from qmsdoc.trust.ledger import extend
from tests.approved import LEDGER, fresh, keep, record
from tests.disk import DiskManual
from tests.memory import moment

DAY, LATER = ("--as-of", "2026-02-02"), ("--as-of", "2026-02-05")
WITHDRAWN = "refs/tags/withdrawn/QF-001/1/jane.doe"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> DiskManual:
    """A manual whose form was withdrawn: recorded in a second run, on 22 January; `first` is the ledger before that."""
    manual = fresh()
    ledger = record(manual, "2026-01-14")
    first = manual.store.heads[LEDGER]
    manual.sign("QF-001", "jane.doe", on="2026-01-20", act=Act.WITHDRAWN, reason="Nobody uses it any more.")
    tag = manual.store.heads[WITHDRAWN]
    both = extend(ledger, [(WITHDRAWN, tag, manual.store.read(tag).data)], moment("2026-01-22"))
    keep(manual, both.data, parent=first)
    disk = DiskManual.of(manual, tmp_path_factory.mktemp("withdrawn"))
    assert disk.run("build", *DAY, "--output", "honest").code == 0
    return disk


@pytest.fixture
def disk(made: DiskManual, tmp_path: Path) -> DiskManual:
    return made.copy(tmp_path)


def withheld(disk: DiskManual, ledger: str | None) -> None:
    """Build `fake` without the withdrawal, from a repository whose ledger is cut, and put everything back."""
    now, tag = disk.git("rev-parse", LEDGER).strip(), disk.git("rev-parse", WITHDRAWN).strip()
    disk.remove(WITHDRAWN)
    disk.remove(LEDGER) if ledger is None else disk.point(LEDGER, ledger)
    answer = disk.run("build", *DAY, "--output", "fake")
    assert answer.code == 0, answer.err
    disk.point(WITHDRAWN, tag)
    disk.point(LEDGER, now)


def in_force(site: Path) -> set[str]:
    rows = json.loads((site / "register.json").read_text())["documents"]
    return {row["id"] for row in rows if row["status"] == "effective"}


def test_the_honest_site_is_proved_until_it_expires(disk: DiskManual) -> None:
    assert "QF-001" not in in_force(disk.root / "honest")
    answer = disk.run("verify-site", "honest")
    assert (answer.code, "Proved" in answer.out, "expired on 2026-03-04" in answer.err) == (1, True, True)


@pytest.mark.parametrize(("ledger", "knows"), [(None, "knows nothing of the ledger"), ("first", "of the ledger")])
def test_a_site_that_lacks_what_was_recorded_before_its_day_is_refused(
    disk: DiskManual, ledger: str | None, knows: str
) -> None:
    withheld(disk, disk.git("rev-parse", f"{LEDGER}^").strip() if ledger else None)
    assert "QF-001" in in_force(disk.root / "fake")
    answer = disk.run("verify-site", "fake")
    assert (answer.code, "ledger-rollback" in answer.err, knows in answer.err) == (3, True, True), answer.err
    assert "Proved" not in answer.out


def test_a_withdrawal_withheld_from_an_old_site_is_found_by_its_expiry(disk: DiskManual) -> None:
    """What was published honestly before the withdrawal stays true of its day, and says that its time is over."""
    shutil.copytree(disk.root / "honest", disk.root / "renewed")
    path = disk.root / "renewed/manifest.json"
    path.write_text(path.read_text().replace("2026-03-04", "2099-03-04"))
    assert disk.run("verify-site", "renewed").code == 3
    answer = disk.run("verify-site", "honest")
    assert (answer.code, "expired" in answer.err) == (1, True)


def test_the_former_site_keeps_what_it_knew(disk: DiskManual) -> None:
    """Without a ledger, an approval that a site counted cannot go unseen either."""
    disk.remove(LEDGER)
    assert disk.run("build", *DAY).code == 0
    assert "QF-001" not in in_force(disk.root / "site")
    disk.remove(WITHDRAWN)
    answer = disk.run("build", *LATER)
    assert (answer.code, "tag-deleted" in answer.err, "withdrawn/QF-001/1/jane.doe" in answer.err) == (3, True, True)
    assert "QF-001" not in in_force(disk.root / "site")
    assert disk.run("build", *LATER, "--output", "elsewhere").code == 0
    assert disk.run("build", *LATER, "--output", "another", "--published", "site").code == 3


def test_a_trunk_that_is_older_than_the_former_site_is_not_published(disk: DiskManual) -> None:
    """What was published from a commit is not replaced by what was there before it."""
    shutil.rmtree(disk.root / "honest")
    tip = disk.git("rev-parse", "refs/heads/main").strip()
    disk.git("commit", "--allow-empty", "-q", "-m", "Later")
    assert disk.run("build").code == 0
    assert disk.run("build").code == 0
    disk.point("refs/heads/main", tip)
    answer = disk.run("build")
    assert (answer.code, "clone-behind" in answer.err) == (5, True), answer.err
    assert disk.run("build", "--ref", "main").code == 0


def test_what_origin_was_seen_to_have_is_fetched_first(disk: DiskManual) -> None:
    kept = disk.folder / "qmsdoc/origin-tags.json"
    kept.parent.mkdir(exist_ok=True)
    tags = {WITHDRAWN: disk.git("rev-parse", WITHDRAWN).strip()}
    kept.write_text(json.dumps({"seen": "2026-02-01T00:00:00+00:00", "tags": tags}))
    assert disk.run("build").code == 0
    kept.write_text(json.dumps({"seen": "2026-02-01T00:00:00+00:00", "tags": tags | {WITHDRAWN[:-1]: "0" * 40}}))
    answer = disk.run("build")
    assert (answer.code, "git fetch --tags origin" in answer.err) == (5, True), answer.err
