"""The names of refs."""

from __future__ import annotations

from qmsdoc.model.approval import Act, TagName
from qmsdoc.model.refs import ACT_PREFIXES, branch_tip, short_tag


def test_every_act_has_its_prefix() -> None:
    assert len(ACT_PREFIXES) == len(Act)
    for act, prefix in zip(Act, ACT_PREFIXES, strict=True):
        name = TagName(act, "QP-001", 3, "jane.doe")
        assert name.ref.startswith(prefix)
        assert short_tag(name.ref) == name.tag


def test_a_branch_here_is_before_the_one_fetched() -> None:
    both = {"refs/heads/main": "1", "refs/remotes/origin/main": "2", "refs/tags/main": "3"}
    assert branch_tip(both, "main") == "1"
    assert branch_tip({"refs/remotes/origin/main": "2", "main": "4"}, "main") == "2"
    assert branch_tip({"refs/tags/main": "3", "refs/remotes/fork/main": "5"}, "main") is None
