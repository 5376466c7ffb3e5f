"""The choice of what makes PDF, for every command that does."""

from __future__ import annotations

import click

from qmsdoc.render.pdf.tool import Tool

pdf_with_option = click.option(
    "--pdf-with",
    type=click.Choice([each.value for each in Tool]),
    metavar="TOOL",
    help="What makes the PDF: 'weasyprint' (PDF/A for archives; if left out) or, where it cannot be installed, "
    "'chromium' (tagged PDF, not PDF/A, contents without page numbers). Implies PDF.",
)


def chosen(tool: str | None) -> Tool:
    """Give the tool asked for, or the usual one."""
    return Tool(tool) if tool else Tool.WEASYPRINT
