"""A desk over the manual of a test module, and somebody who sits at it."""

from __future__ import annotations

import pytest

from qmsdoc.desk.desk import Desk
from tests.desk.world import Visitor, desk_of
from tests.disk import DiskManual


@pytest.fixture
def desk(manual: DiskManual) -> Desk:
    return desk_of(manual)


@pytest.fixture
def visitor(desk: Desk) -> Visitor:
    return Visitor.at(desk)
