"""Repositories in the manner of real ones that know nothing of qmsdoc: name, and files with their texts."""

from __future__ import annotations

from collections.abc import Mapping

REPOSITORIES: Mapping[str, Mapping[str, str]] = {
    "hugo": {
        "hugo.toml": ('baseURL = "https://docs.example.com/"\ntitle = "Quality"\n'),
        "content/_index.md": ("+++\ntitle = 'Quality'\n+++\n\nWelcome.\n"),
        "content/sops/_index.md": ("+++\ntitle = 'SOPs'\nweight = 1\n+++\n"),
        "content/sops/cleaning.md": (
            "+++\n"
            'title = "Cleaning of rooms"\n'
            "date = 2024-03-01\n"
            "lastmod = 2025-02-11T09:30:00Z\n"
            "weight = 10\n"
            'tags = ["rooms", "hygiene"]\n'
            "[params]\n"
            '  sop_number = "SOP-11"\n'
            "  version = 4\n"
            '  owner = "Facility"\n'
            "+++\n"
            "\n"
            "## Purpose\n"
            "\n"
            'See [calibration]({{< ref "calibration.md" >}}) and [labels](/sops/labels/).\n'
            "\n"
            "{{< notice warning >}}\n"
            "Wear gloves.\n"
            "{{< /notice >}}\n"
        ),
        "content/sops/calibration.md": (
            "+++\n"
            'title = "Calibration"\n'
            "date = 2024-05-01\n"
            "[params]\n"
            '  sop_number = "SOP-12"\n'
            "  version = 2\n"
            '  owner = "Metrology"\n'
            "+++\n"
            "\n"
            "## Purpose\n"
            "\n"
            "Back to [cleaning](../cleaning/).\n"
        ),
        "content/sops/labels.md": (
            "{\n"
            '  "title": "Labels",\n'
            '  "date": "2024-06-01",\n'
            '  "params": {"sop_number": "SOP-13", "version": 1,\n'
            '    "owner": "Facility"}\n'
            "}\n"
            "\n"
            "## Purpose\n"
            "\n"
            "Every bottle has its label.\n"
        ),
    },
    "jekyll": {
        "_config.yml": ("title: Policies\ncollections:\n  policies:\n    output: true\nplugins: [jekyll-feed]\n"),
        "index.md": ("---\nlayout: home\ntitle: Policies\n---\n"),
        "_policies/acceptable-use.md": (
            "---\n"
            "layout: policy\n"
            "title: Acceptable use\n"
            "permalink: /policies/acceptable-use/\n"
            "owner: Jane Doe\n"
            "last_modified_at: 2025-01-15\n"
            "review_date: 2026-01-15\n"
            "version: '1.3'\n"
            "---\n"
            "\n"
            "* TOC\n"
            "{:toc}\n"
            "\n"
            "## Scope\n"
            "{: #scope .section}\n"
            "\n"
            "See [access control](/policies/access-control/) or\n"
            "[the same]({% link _policies/access-control.md %}) or [again]({{ site.baseurl }}/policies/"
            "access-control/).\n"
            "\n"
            '{% include warning.html content="Read it." %}\n'
        ),
        "_policies/access-control.md": (
            "---\n"
            "layout: policy\n"
            'title: "Access control: accounts"\n'
            "owner: John Smith\n"
            "last_modified_at: 2024-11-02\n"
            "review_date: 2025-11-02\n"
            "version: '2.0'\n"
            "---\n"
            "\n"
            "## Scope\n"
            "\n"
            "All [uses]({% link _policies/acceptable-use.md %}).\n"
        ),
        "_includes/warning.html": ("<p>{{ include.content }}</p>\n"),
    },
    "handbook": {
        "content/handbook/security/_index.md": ("---\ntitle: Security\n---\n\nTeam page.\n"),
        "content/handbook/security/access-policy.md": (
            "---\n"
            'title: "Access Management Policy"\n'
            "controlled_document: true\n"
            "tags:\n"
            "  - security_policy\n"
            "---\n"
            "\n"
            '{{< label name="Visibility: Audit" >}}\n'
            "\n"
            "## Purpose\n"
            "\n"
            "See [logging](/handbook/security/logging-policy/).\n"
        ),
        "content/handbook/security/logging-policy.md": (
            "---\n"
            'title: "Audit Logging Policy"\n'
            "controlled_document: true\n"
            "---\n"
            "\n"
            "## Purpose\n"
            "\n"
            '<details markdown="1"><summary>More</summary>\n'
            "\n"
            "Logs are kept.\n"
            "\n"
            "</details>\n"
        ),
        "content/handbook/people/coffee-chats.md": ("---\ntitle: Coffee chats\n---\n\nNot controlled.\n"),
        "content/handbook/people/onboarding.md": (
            "---\ntitle: Onboarding\ncontrolled_document: false\n---\n\nHello.\n"
        ),
        ".gitlab/CODEOWNERS": (
            "[Security]\n"
            "/content/handbook/security/ @security-team @jane.doe\n"
            "/content/handbook/security/logging-policy.md @logging\n"
        ),
    },
    "docusaurus": {
        "docusaurus.config.js": ("module.exports = {title: 'QMS'};\n"),
        "sidebars.js": ("module.exports = {};\n"),
        "docs/intro.mdx": (
            "---\n"
            "id: intro\n"
            "title: Introduction\n"
            "sidebar_position: 1\n"
            "---\n"
            "\n"
            "import Tabs from '@theme/Tabs';\n"
            "import TabItem from '@theme/TabItem';\n"
            "\n"
            "<Tabs>\n"
            '<TabItem value="a" label="A">\n'
            "\n"
            "Text.\n"
            "\n"
            "</TabItem>\n"
            "</Tabs>\n"
            "\n"
            ":::note\n"
            "\n"
            "A note.\n"
            "\n"
            ":::\n"
            "\n"
            "Go to [training](./training.md) or [it](training).\n"
        ),
        "docs/training.md": (
            "---\n"
            "id: training\n"
            "title: Training\n"
            "sidebar_label: Training\n"
            "last_update:\n"
            "  date: 2025-04-01\n"
            "  author: Ann\n"
            "---\n"
            "\n"
            ":::tip Remember\n"
            "Sign it.\n"
            ":::\n"
        ),
    },
    "german": {
        "Arbeitsanweisungen/AA-001 Händehygiene.md": (
            "\ufeff# Händehygiene\r\n"
            "\r\n"
            "| Dokument-Nr. | AA-001 |\r\n"
            "|---|---|\r\n"
            "| Version | 3 |\r\n"
            "| Verantwortlich | Leitung Hygiene |\r\n"
            "| Gültig ab | 01.02.2025 |\r\n"
            "| Nächste Prüfung | 12.03.2027 |\r\n"
            "| Freigegeben durch | Dr. Müller |\r\n"
            "\r\n"
            "## Zweck\r\n"
            "\r\n"
            "Hände waschen.\r\n"
        ),
        "Arbeitsanweisungen/AA-002 Lagerung.md": (
            "# Lagerung\n"
            "\n"
            "| Dokument-Nr. | AA-002 | Version | 12 |\n"
            "|---|---|---|---|\n"
            "| Verantwortlich | Lager | Nächste Prüfung | 28.02.2026 |\n"
            "\n"
            "## Zweck\n"
            "\n"
            "Siehe [[AA-001 Händehygiene]].\n"
        ),
        "Procédures/PR-001 Gestion des risques.md": (
            "# Gestion des risques\n"
            "\n"
            "| N° de document | PR-001 |\n"
            "|---|---|\n"
            "| Titre | Gestion des risques |\n"
            "| Révision | 2 |\n"
            "| Responsable | Qualité |\n"
            "| Prochaine révision | 31/12/2025 |\n"
            "| Approuvé par | M. Dupont |\n"
            "\n"
            "## Objet\n"
            "\n"
            "Voir [procédure](PR-002%20Achats.md).\n"
        ),
        "Procédures/PR-002 Achats.md": (
            "# Achats\n"
            "\n"
            "**N° de document :** PR-002\n"
            "**Révision :** 1\n"
            "**Responsable :** Achats\n"
            "**Date de révision :** 15 mars 2025\n"
            "**Fréquence de révision :** 2 ans\n"
            "\n"
            "## Objet\n"
            "\n"
            "Acheter.\n"
        ),
    },
    "confluence": {
        "QMS/Document-Control_98765.md": (
            "# QMS : Document Control\n"
            "\n"
            "Created by Jane Doe, last modified by John Smith on Mar 04, 2025\n"
            "\n"
            '<table class="confluenceTable"><colgroup><col/><col/></colgroup><tbody><tr><th class="conf'
            'luenceTh"><p>Document ID</p></th><td class="confluenceTd"><p>QP-01</p></td></tr><tr><th cl'
            'ass="confluenceTh"><p>Version</p></th><td class="confluenceTd"><p>v7</p></td></tr><tr><th '
            'class="confluenceTh"><p>Owner</p></th><td class="confluenceTd"><p><a href="/u/1">Jane Doe<'
            "/a></p></td></tr></tbody></table>\n"
            "\n"
            "# Purpose\n"
            "\n"
            "See [Training](Training_98766.md) and [old](https://wiki.example.com/display/QMS/Old).\n"
            "\n"
            "![](attachments/98765/flow.png)\n"
        ),
        "QMS/Training_98766.md": (
            "# QMS : Training\n"
            "\n"
            "<table>\n"
            "<tbody>\n"
            "<tr>\n"
            "<td><strong>Document ID</strong></td>\n"
            "<td>QP-02</td>\n"
            "</tr>\n"
            "<tr>\n"
            "<td><strong>Version</strong></td>\n"
            "<td>v2</td>\n"
            "</tr>\n"
            "</tbody>\n"
            "</table>\n"
            "\n"
            "# Purpose\n"
            "\n"
            "Train.\n"
        ),
        "QMS/attachments/98765/flow.png": ("not really"),
    },
    "mkdocs": {
        "mkdocs.yml": (
            "# our site\n"
            "site_name: Lab handbook\n"
            "theme:\n"
            "  name: material\n"
            "plugins:\n"
            "  - search\n"
            "  - awesome-pages\n"
            "  - macros\n"
            "markdown_extensions:\n"
            "  - admonition\n"
            "  - attr_list\n"
            "  - pymdownx.tabbed:\n"
            "      alternate_style: true\n"
            "  - pymdownx.emoji:\n"
            "      emoji_index: !!python/name:material.extensions.emoji.twemoji\n"
            "hooks:\n"
            "  - hooks/a.py\n"
        ),
        "docs/.pages": ("nav:\n  - index.md\n  - sops\n"),
        "docs/index.md": ("# Lab handbook\n\nWelcome :smile:\n"),
        "docs/sops/.pages": ("title: SOPs\n"),
        "docs/sops/pipetting.md": (
            "---\n"
            "title: Pipetting\n"
            "tags: [lab]\n"
            "doc_id: LAB-7\n"
            "rev: B\n"
            "---\n"
            "\n"
            "# Pipetting {#top .big}\n"
            "\n"
            "- one\n"
            "    - two spaces more\n"
            "        - deep\n"
            "\n"
            "1. first\n"
            "\n"
            "    inside\n"
            "\n"
            "2. second\n"
            "\n"
            '=== "Manual"\n'
            "\n"
            "    Use the blue one.\n"
            "\n"
            "    - a\n"
            "    - b\n"
            "\n"
            '=== "Electronic"\n'
            "\n"
            "    Use the red one.\n"
            "\n"
            '!!! warning "Careful"\n'
            "\n"
            "    Tips are sharp.\n"
            "\n"
            "See [weighing](../weighing/#steps){ .md-button }.\n"
        ),
        "docs/sops/weighing.md": (
            "---\n"
            "title: Weighing\n"
            "doc_id: LAB-8\n"
            "rev: A\n"
            "---\n"
            "\n"
            "# Weighing\n"
            "\n"
            "## Steps\n"
            "\n"
            "Press ++ctrl+p++. :material-check: H~2~O. {{ site.name }}\n"
            "\n"
            "Term\n"
            ":   its meaning\n"
        ),
    },
    "wiki": {
        "Home.md": ("Welcome to the wiki. See [[Complaints]] and [[Recall|Product recall]].\n"),
        "_Sidebar.md": ("* [[Home]]\n"),
        "Complaints.md": (
            "# Complaints\n\nOwner: Quality\n\nSee [[Recall#Steps]], [[Product recall|Recall]], [[Missing page]].\n"
        ),
        "Product-Recall.md": ("# Product recall\n\nSee [[complaints]] and ![[scheme.png]].\n"),
        "Recall.md": ("## Steps\n\nCall back.\n"),
        "scheme.png": ("picture"),
    },
    "gmp": {
        "SOPs/SOP-001_v03.md": (
            "# SOP-001 Document control\n"
            "\n"
            "**Document number:** SOP-001  \n"
            "**Version:** 03  \n"
            "**Effective date:** 12.03.2024  \n"
            "**Next review:** 12.03.2026  \n"
            "**Supersedes:** SOP-001_v02  \n"
            "**Prepared by:** A. Author  \n"
            "**Approved by:** QA Head (signature on file)\n"
            "\n"
            "---\n"
            "\n"
            "## 1 Purpose\n"
            "\n"
            "Words. See SOP-002.\n"
        ),
        "SOPs/SOP-002_v11.md": (
            "# SOP-002 Deviations\n"
            "\n"
            "**Document number:** SOP-002  \n"
            "**Version:** 11  \n"
            "**Effective date:** 28.11.2024  \n"
            "**Next review:** 28.11.2026  \n"
            "**Approved by:** QA Head\n"
            "\n"
            "## 1 Purpose\n"
            "\n"
            "Words in [SOP-001](SOP-001_v03.md).\n"
        ),
        "Superseded/SOP-001_v02.md": (
            "# SOP-001 Document control\n"
            "\n"
            "**Document number:** SOP-001  \n"
            "**Version:** 02  \n"
            "**Next review:** 12.03.2024\n"
            "\n"
            "## 1 Purpose\n"
            "\n"
            "Old words.\n"
        ),
    },
    "word-exports": {
        "QM/01 Quality Manual (Rev 5) FINAL.md": (
            "# 01 Quality Manual\n\nRevision 5, valid from 2024-01-01\n\n## 1. Scope\n\nText\n"
        ),
        "QM/02 Management Review - Rev 2.md": (
            "# **Management Review**\n\n<!-- page -->\n\n## 1. Scope\n\nText [TBD] <Name>\n"
        ),
        "QM/Copy of 02 Management Review - Rev 2.md": ("# **Management Review**\n\n## 1. Scope\n\nText\n"),
    },
}
