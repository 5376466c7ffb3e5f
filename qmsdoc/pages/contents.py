"""What all pages of a published manual are made of, found once a build: documents, stamps, entries, sections."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from qmsdoc.model.policy import Policy
from qmsdoc.model.snapshot import Snapshot
from qmsdoc.pages.document import PublishedDocument, published_documents
from qmsdoc.pages.entries import RegisterEntry, Section, register_entry, sections
from qmsdoc.pages.help import RuleHelp

Named = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class SiteContents:
    """A snapshot as its site shows it.

    `policy` is the one in force; `documents` and `entries` are every document that is or was in force, by name;
    `sections` those in force by type; `rules` what the help explains; `named` gives the name of a role in the
    manual's language, as its texts may have it. With `all_editions` each edition that is or was in force has a page,
    and so has the comparison with the one before.
    """

    snapshot: Snapshot
    policy: Policy
    documents: tuple[PublishedDocument, ...]
    entries: tuple[RegisterEntry, ...]
    sections: tuple[Section, ...]
    rules: tuple[RuleHelp, ...] = ()
    named: Named = str
    all_editions: bool = True

    @property
    def current(self) -> tuple[RegisterEntry, ...]:
        """The entries of documents in force."""
        return tuple(entry for entry in self.entries if entry.in_force)


def site_contents(
    snapshot: Snapshot, *, rules: Sequence[RuleHelp] = (), named: Named = str, all_editions: bool = True
) -> SiteContents:
    """Find what the pages of a snapshot are made of."""
    policy = snapshot.policy_in_force
    documents = published_documents(snapshot)
    entries = tuple(register_entry(snapshot, document) for document in documents)
    current = [entry for entry in entries if entry.in_force]
    listed = sections(policy, current)
    return SiteContents(snapshot, policy, documents, entries, listed, tuple(rules), named, all_editions)
