"""What other systems call the fields that control of documents needs, the surest name first.

Names are in English, German and French, as `plain_name` writes them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping


def names(*rows: str) -> tuple[str, ...]:
    """Return the words of rows."""
    return tuple(name for row in rows for name in row.split())


WORDS: Mapping[str, tuple[str, ...]] = {
    "id": names(
        "id docid documentid documentnumber documentno docnumber docno sopid qmid sopnumber sopno procedurenumber",
        "controlnumber dokumentid dokumentnr dokumentennr dokumentnummer dokumentennummer doknr",
        "ndedocument nodedocument numerodedocument numerododocument ndudocument codedocument referencedudocument",
        "identifier docref reference acronym number nummer numero",
    ),
    "title": names("title documenttitle docname name documentname titel dokumenttitel titre intitule titredudocument"),
    "type": names("type documenttype doctype dokumenttyp dokumentart dokumententyp typededocument"),
    "owner": names(
        "owner documentowner docowner processowner ownerrole owners ownerslack responsible responsibleperson",
        "maintainer custodian steward verantwortlich verantwortlicher dokumentenverantwortlicher eigentumer",
        "dokumenteneigentumer prozesseigner prozessverantwortlicher zustandig responsable proprietaire pilote",
        "responsabledudocument piloteduprocessus",
    ),
    "revision": names(
        "revision rev revisionnumber revisionno revno version versionnumber versionno docversion documentversion",
        "issue issuenumber edition majorversion revisionsnummer revisionsstand versionsnummer ausgabe",
        "indice indicederevision nderevision numeroderevision",
    ),
    "approver": names(
        "approver approvers approvedby approval approvals authorisedby authorizedby freigegebendurch freigegebenvon",
        "genehmigtdurch genehmigtvon freigabe freigabedurch approuvepar validepar approbateur approbation",
    ),
    "review_by": names(
        "reviewby nextreview nextreviewdate reviewdue reviewdate nextreviewon nextreevaluationdate reviewduedate",
        "nachsteprufung nachsteuberprufung nachsterreview nachstesreview uberprufungbis zuprufenbis wiedervorlage",
        "prochainerevision prochainerevue datedeprochainerevision datedeprochainerevue arevoiravant arevoirle",
    ),
    "reviewed": names(
        "lastreviewedon lastreviewed lastreview lastreviewdate reviewedon reviewed datereviewed",
        "letzteprufung letzteuberprufung zuletztgepruft gepruftam uberpruftam",
        "derniererevue dernierexamen datedederniererevue revuele",
    ),
    "review_every": names(
        "reviewin reviewcycle reviewevery reviewinterval reviewfrequency reviewperiod",
        "prufintervall uberprufungsintervall prufzyklus prufturnus",
        "frequencederevision frequencederevue periodicitederevision periodicitederevue periodicite",
    ),
    "supersedes": names("supersedes replaces ersetzt remplace annuleetremplace"),
}
AUTHOR = names("author authors preparedby writtenby autor verfasser ersteller erstelltvon auteur redacteur redigepar")
CONTROLLED = names("controlleddocument controlled iscontrolled documentcontrolled gelenktesdokument documentmaitrise")

NESTS = names("params metadata meta document doc qms qm control info extra custom attributes properties")
"""Names of groups of fields within which a field means what it means outside of one."""


def plain_name(key: str) -> str:
    """Return a key as the vocabulary has it: small letters without accents, and digits."""
    return re.sub(r"[^a-z0-9]", "", unicodedata.normalize("NFKD", key.lower()))
