"""What each key of `mkdocs.yml`, and each feature of Material, does in a manual."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Effect(StrEnum):
    """What becomes of a key."""

    BOTH = "takes effect"
    MATERIAL = "takes effect in Material's frame"
    PLUGIN = "is for the plugin"
    REFUSED = "is refused"
    PASSED_OVER = "is passed over"


@dataclass(frozen=True, slots=True)
class KeyUse:
    """A key by its path (`theme.name`), what becomes of it, and how or why."""

    key: str
    effect: Effect
    remark: str


_BOTH, _MATERIAL, _PASSED_OVER = Effect.BOTH, Effect.MATERIAL, Effect.PASSED_OVER

KEYS = (
    KeyUse("site_name", _BOTH, "Stands in the header and in every title."),
    KeyUse("site_url", _BOTH, "For canonical addresses, the sitemap, the feed and the codes on printed sheets."),
    KeyUse("docs_dir", _BOTH, "Pictures and style sheets are looked for there, then from the manual's root."),
    KeyUse("copyright", _MATERIAL, "In the footer, as plain text."),
    KeyUse("theme.name", _BOTH, "`material` or `qmsdoc`; any other is a finding, and the light frame is used."),
    KeyUse("theme.language", _BOTH, "The language of documents and of the site around them."),
    KeyUse("theme.logo", _BOTH, "A picture of the manual."),
    KeyUse("theme.favicon", _BOTH, "A picture of the manual."),
    KeyUse("theme.palette", _BOTH, "By name; of several, Material's frame has the switch, in the site's words."),
    KeyUse("theme.icon", _MATERIAL, "Icons of the header and footer, by Material's names."),
    KeyUse("theme.features", _MATERIAL, "Those that make sense without a server; see below."),
    KeyUse("theme.font", _PASSED_OVER, "Fonts would come from another host; the reader's own are used."),
    KeyUse("theme.custom_dir", _PASSED_OVER, "Templates are programs; those of a manual are never run."),
    KeyUse("extra.social", _MATERIAL, "Links in the footer."),
    KeyUse("extra", _PASSED_OVER, "All but `social`: analytics, consent, versions and the like need a server."),
    KeyUse("extra_css", _BOTH, "Only `--md-…` and `--qms-…`, and none that could hide a step or a stamp."),
    KeyUse("extra_javascript", _PASSED_OVER, "A script could show something else than was signed."),
    KeyUse("hooks", Effect.REFUSED, "Programs that MkDocs would run; `content-unsafe`."),
    KeyUse("plugins", Effect.PLUGIN, "`qmsdoc build` runs none; `mkdocs build` runs them, with `qmsdoc` among them."),
    KeyUse("markdown_extensions.toc.permalink", _MATERIAL, "Headings of documents have links to themselves."),
    KeyUse("markdown_extensions", _PASSED_OVER, "All but that: documents are read as git hosts show them."),
    KeyUse("nav", Effect.PLUGIN, "In a manual the menu follows from types and ids."),
    KeyUse("repo_url, edit_uri", _PASSED_OVER, "They lead to drafts."),
)  # fmt: skip

FEATURES = (
    KeyUse("navigation.tabs", _MATERIAL, "Sections as tabs under the header."),
    KeyUse("navigation.tabs.sticky", _MATERIAL, "The tabs stay in sight."),
    KeyUse("navigation.top", _MATERIAL, "A button back to the top."),
    KeyUse("navigation.footer", _MATERIAL, "Links to the documents before and after."),
    KeyUse("navigation.tracking", _MATERIAL, "The address follows the heading being read."),
    KeyUse("toc.follow", _MATERIAL, "The contents follow the heading being read."),
    KeyUse("header.autohide", _MATERIAL, "The header gives way when one reads on."),
    KeyUse("content.code.copy", _MATERIAL, "A button that copies a block of code."),
    KeyUse("content.code.select", _MATERIAL, "Lines of a block of code can be chosen."),
    KeyUse("navigation.sections", _PASSED_OVER, "Always so."),
    KeyUse("navigation.prune", _PASSED_OVER, "Always so: a page costs the same with ten thousand documents."),
    KeyUse("navigation.expand", _PASSED_OVER, "Every page would grow with the manual."),
    KeyUse("navigation.indexes", _PASSED_OVER, "Sections stand on the first page."),
    KeyUse("navigation.path", _PASSED_OVER, "Number and type stand over every document."),
    KeyUse("navigation.instant", _PASSED_OVER, "It fetches pages by script, which no page read from a folder may."),
    KeyUse("navigation.instant.prefetch", _PASSED_OVER, "As `navigation.instant`."),
    KeyUse("navigation.instant.preview", _PASSED_OVER, "As `navigation.instant`."),
    KeyUse("navigation.instant.progress", _PASSED_OVER, "As `navigation.instant`."),
    KeyUse("search.highlight", _PASSED_OVER, "Search is the manual's own: ids, phrases, words, also from a folder."),
    KeyUse("search.share", _PASSED_OVER, "As `search.highlight`."),
    KeyUse("search.suggest", _PASSED_OVER, "As `search.highlight`."),
    KeyUse("toc.integrate", _PASSED_OVER, "The menu does not grow with what is read."),
    KeyUse("content.action.edit", _PASSED_OVER, "It leads to a draft."),
    KeyUse("content.action.view", _PASSED_OVER, "It leads to a draft."),
    KeyUse("content.code.annotate", _PASSED_OVER, "What was signed is shown as it was signed."),
    KeyUse("content.footnote.tooltips", _PASSED_OVER, "Footnotes stand at the foot."),
    KeyUse("content.tabs.link", _PASSED_OVER, "Documents have no tabs."),
    KeyUse("content.tooltips", _PASSED_OVER, "Documents have no attributes."),
    KeyUse("announce.dismiss", _PASSED_OVER, "What a page says of itself stays."),
)  # fmt: skip

FEATURE_NAMES = tuple(feature.key for feature in FEATURES)
FEATURES_IN_EFFECT = frozenset(feature.key for feature in FEATURES if feature.effect is _MATERIAL)
