"""What can make PDF."""

from __future__ import annotations

from enum import StrEnum


class Tool(StrEnum):
    """WeasyPrint makes PDF/A; Chromium is often there when WeasyPrint is not."""

    WEASYPRINT = "weasyprint"
    CHROMIUM = "chromium"
