"""`plugins: [qmsdoc]` in the `mkdocs.yml` of any site: controlled documents among its own pages."""

from qmsdoc.mkdocs_plugin.plugin import QmsdocPlugin

__all__ = ["QmsdocPlugin"]
