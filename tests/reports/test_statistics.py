from qmsdoc.reports import Notes
from qmsdoc.reports.statistics import statistics
from tests.reports.findings import ALL, BARE, HOSTILE, PLACED


def test_errors_come_first_and_what_does_not_count_apart() -> None:
    assert statistics((HOSTILE, *ALL, PLACED), Notes(hidden=1)) == (
        "    3  error    owner-unknown\n"
        "    2  notice   owner-unknown\n"
        "    5  findings in all, and 2 waived or in the baseline\n"
        "1 finding of other rules is not shown; the exit code counts all.\n"
    )


def test_one_and_none() -> None:
    assert statistics((BARE,)).endswith("    1  finding in all\n")
    assert statistics(()) == "    0  findings in all\n"
