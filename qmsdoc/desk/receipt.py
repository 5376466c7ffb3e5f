"""The receipt that an approver keeps: the tag object and every file as signed, to be proved anywhere at any time."""

from __future__ import annotations

import base64
import json

from qmsdoc.desk.acts import Done
from qmsdoc.verification.receipt_file import FORMAT


def receipt(done: Done) -> bytes:
    """Return a receipt as JSON: format, manual, ref, tag (object id), object and files (base64), and what is wrong."""
    request = done.request
    return json.dumps(
        {
            "format": FORMAT,
            "manual": request.statement.manual,
            "document": request.name.document,
            "title": request.title,
            "revision": request.name.revision,
            "ref": request.name.ref,
            "tag": done.tag_oid,
            "content": request.statement.content_digest,
            "object": base64.b64encode(done.data).decode(),
            "files": {f.path: base64.b64encode(f.data).decode() for f in request.document.closure.files},
            "not_sent": done.not_sent,
            "alone": done.alone,
        },
        indent=1,
        ensure_ascii=False,
    ).encode()
