"""The name of a public key."""

from __future__ import annotations

import base64
import hashlib
from functools import lru_cache


@lru_cache(maxsize=1024)  # few keys sign much
def key_fingerprint(key: bytes) -> str:
    """Return the SHA-256 fingerprint of a public key in SSH's wire format, as `ssh-keygen -l` prints it."""
    return "SHA256:" + base64.b64encode(hashlib.sha256(key).digest()).decode("ascii").rstrip("=")
