"""PDF/A-3a (ISO 19005-3, level A) by WeasyPrint: one page in, the same bytes out every time; nothing is fetched.

Where there are two cores and more than a few pages, two processes share the work; each page is made by one.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from importlib import import_module
from multiprocessing import get_context
from typing import Any, cast

from qmsdoc.errors import PublishError, UsageError
from qmsdoc.processes import cores, end_with
from qmsdoc.render.pdf.source import Source
from qmsdoc.render.pdf.tags import finish
from qmsdoc.resources import requirement

_VARIANT = "pdf/a-3a"
# Fewer pages are made sooner by one process than a second one starts.
_FEW = 6
_WORKERS = 2
_NO_GLYPH = ".notdef glyph"  # how WeasyPrint's warning of a sign that no font has begins


@dataclass(frozen=True, slots=True)
class Pdf:
    """A PDF, and the signs of its text (each once) that stand in it as empty boxes, since no font here has them."""

    data: bytes
    missing: str = ""


def require_pdf() -> None:
    """Raise `UsageError` where WeasyPrint or a library it needs is missing."""
    try:
        import_module("weasyprint")
    except ImportError as error:
        raise UsageError(
            "PDF needs WeasyPrint, which is not installed.", remedy=f'Install it: pip install "{requirement("pdf")}"'
        ) from error
    except OSError as error:
        raise UsageError(
            "PDF needs the library Pango, which is not installed.",
            remedy="On Debian: apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0",
        ) from error


def made(sources: Sequence[Source], *, workers: int | None = None) -> Iterator[Pdf]:
    """Give the PDF of each page, in order; `workers` is how many processes share the work (as many as help if None).

    Raises `PublishError` when a process died.
    """
    count = workers or (min(_WORKERS, cores()) if len(sources) > _FEW else 1)
    if count == 1:
        yield from map(_made, sources)
        return
    context = get_context("spawn")
    with ProcessPoolExecutor(count, mp_context=context, initializer=end_with, initargs=(os.getpid(),)) as pool:
        # The longest first: begun last, it would keep one process busy while the other has nothing left.
        order = sorted(range(len(sources)), key=lambda index: -len(sources[index].html))
        waiting = {index: pool.submit(_made, sources[index]) for index in order}
        try:
            for index in range(len(sources)):
                yield waiting.pop(index).result()
        except BrokenProcessPool as error:
            raise PublishError(
                "PDF could not be made: a process that makes it was ended.",
                remedy="Most often memory ran out: a manual of 150 pages needs about 700 MB.",
            ) from error


class _Missing(logging.Filter):
    """Keeps WeasyPrint's remarks from readers, and the signs among them for which there is no font."""

    def __init__(self) -> None:
        super().__init__()
        self.signs: set[str] = set()

    def filter(self, record: logging.LogRecord) -> bool:
        """Note a sign without a glyph; let no remark through."""
        if record.msg.startswith(_NO_GLYPH) and isinstance(record.args, tuple) and record.args:
            self.signs.add(str(record.args[0]))
        return False


def _made(source: Source) -> Pdf:
    """Make one PDF; where signs are missing in it, make it again with words that say so."""
    data, missing = _printed(source)
    if missing:
        data, _ = _printed(source.marked())
    return Pdf(data, missing)


def _printed(source: Source) -> tuple[bytes, str]:
    weasyprint: Any = import_module("weasyprint")
    logging.getLogger("fontTools").setLevel(logging.CRITICAL)
    remarks, missing = logging.getLogger("weasyprint"), _Missing()
    remarks.setLevel(logging.WARNING)
    remarks.addFilter(missing)
    try:
        fetcher = import_module("weasyprint.urls").URLFetcher(allowed_protocols=("data",), allow_redirects=False)
        page = weasyprint.HTML(string=source.html, url_fetcher=fetcher)
        # Hints: without them WeasyPrint begins every numbered list with 1, whatever the text says.
        data = page.write_pdf(
            pdf_variant=_VARIANT, presentational_hints=True, finisher=lambda _, pdf: finish(pdf, source)
        )
    finally:
        remarks.removeFilter(missing)
    return cast("bytes", data), "".join(sorted(missing.signs))
