"""The receipt that an approver keeps: the tag object and every file as signed, to be proved anywhere at any time."""

from __future__ import annotations

import base64
import json

from qmsdoc.model.approval import SignedAct
from qmsdoc.verification.receipt_file import FORMAT


def receipt(act: SignedAct, manual: str, data: bytes) -> bytes:
    """Return the receipt of an act, whose tag object is `data`: JSON, the object and the files in base64."""
    return json.dumps(
        {
            "format": FORMAT,
            "manual": manual,
            "document": act.name.document,
            "title": act.document.title,
            "revision": act.name.revision,
            "ref": act.ref,
            "tag": act.tag_oid,
            "content": act.statement.content_digest,
            "object": base64.b64encode(data).decode(),
            "files": {file.path: base64.b64encode(file.data).decode() for file in act.document.closure.files},
        },
        indent=1,
        ensure_ascii=False,
    ).encode()
