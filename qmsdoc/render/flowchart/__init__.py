"""Flowcharts drawn at build time as SVG: no script in the page, the same bytes every time."""
