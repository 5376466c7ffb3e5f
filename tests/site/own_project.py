"""A documentation project of somebody else's, made up as such projects are: Material, tabs, and the usual plugins.

They are of mkdocs-macros-plugin, mkdocs-redirects, mkdocs-git-revision-date-localized-plugin and mkdocs-minify-plugin.
"""

from __future__ import annotations

import subprocess
from pathlib import Path

from tests.acceptance.installed import environment

PLUGINS = """\
plugins:
  - search
  - tags
  - macros
  - redirects:
      redirect_maps: {setup.md: guide/install.md}
  - git-revision-date-localized: {type: iso_date, enable_creation_date: true, enable_parallel_processing: false}
  - minify: {minify_html: true}
"""
CONFIG = f"""\
site_name: Windrose
site_url: https://windrose.example/
site_description: A weather station for roofs, balconies and boats
repo_url: https://git.example/windrose/windrose
edit_uri: edit/main/docs/
copyright: The people of Windrose
theme:
  name: material
  font: false
  logo: assets/rose.svg
  icon: {{repo: fontawesome/brands/git-alt}}
  features: [navigation.tabs, navigation.sections, navigation.top, navigation.footer, content.tabs.link, search.suggest]
  palette:
    - {{media: "(prefers-color-scheme: light)", toggle: {{icon: material/weather-night, name: Dark}}}}
    - {{media: "(prefers-color-scheme: dark)", scheme: slate, toggle: {{icon: material/weather-sunny, name: Light}}}}
extra_css: [stylesheets/extra.css]
extra:
  station: {{firmware: "4.2"}}
  social: [{{icon: fontawesome/brands/mastodon, link: "https://social.example/@windrose"}}]
markdown_extensions:
  - admonition
  - attr_list
  - md_in_html
  - pymdownx.details
  - pymdownx.tabbed: {{alternate_style: true}}
  - pymdownx.superfences:
      custom_fences:
        - {{name: mermaid, class: mermaid, format: !!python/name:pymdownx.superfences.fence_code_format }}
  - pymdownx.emoji:
      emoji_index: !!python/name:material.extensions.emoji.twemoji
      emoji_generator: !!python/name:material.extensions.emoji.to_svg
  - toc: {{permalink: true}}
{PLUGINS}"""
NAV = """\
nav:
  - index.md
  - Guide:
      - guide/install.md
      - guide/wind.md
  - Reference:
      - reference/protocol.md
      - Tags: tags.md
"""
ONE_LINE = "  - qmsdoc\n"
PAGES = {
    "index.md": """\
        ---
        hide: [navigation]
        ---
        # Windrose

        Wind, rain and temperature, on a board that costs less than dinner. :material-weather-windy:

        [Build one](guide/install.md){ .md-button }
        """,
    "guide/install.md": """\
        ---
        tags: [hardware]
        ---
        # Install

        Firmware {{ station.firmware }} needs 2 MB of flash.

        === "Linux"
            `windrose flash /dev/ttyUSB0`

        === "Windows"
            `windrose flash COM3`

        !!! note
            Keep the mast away from chimneys.
        """,
    "guide/wind.md": """\
        ---
        tags: [hardware, wind]
        ---
        # Measure wind

        | level | speed |
        |---|---|
        | 1 | 0.3 m/s |
        {% for level in range(2, 4) %}| {{ level }} | {{ level * 1.6 }} m/s |
        {% endfor %}

        ??? question "Why ten minutes?"
            Gusts lie.
        """,
    "reference/protocol.md": "# Protocol\n\n```mermaid\ngraph LR; vane --> board\n```\n\n## Frames\n\nSixteen bytes.\n",
    "tags.md": "# Tags\n\n<!-- material/tags -->\n",
}
FILES = {
    "assets/rose.svg": '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 9 4 0l5 9z"/></svg>\n',
    "stylesheets/extra.css": ".md-header { letter-spacing: 0.02em; }\n",
}


def lay_project(place: Path, home: Path, config: str = CONFIG + NAV) -> None:
    """Write the project into the repository at `place`, and commit it."""
    pages = {
        name: "\n".join(line.removeprefix("        ") for line in text.split("\n")) for name, text in PAGES.items()
    }
    texts = {"mkdocs.yml": config, **{f"docs/{name}": text for name, text in (pages | FILES).items()}}
    for name, text in texts.items():
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_text(text)
    named = environment(home) | {
        f"GIT_{who}_{what}": said
        for who in ("AUTHOR", "COMMITTER")
        for what, said in (
            ("NAME", "Wendy"),
            ("EMAIL", "wendy@windrose.example"),
            ("DATE", "2026-01-25T09:00:00+00:00"),
        )
    }
    for command in (["add", "mkdocs.yml", "docs"], ["commit", "--quiet", "--message", "Write the documentation"]):
        subprocess.run(["git", "-C", str(place), *command], env=named, check=True)
