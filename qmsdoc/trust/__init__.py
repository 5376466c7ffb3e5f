"""Bytes in, verdicts out: tag objects, signatures, policies, editions."""
