"""Proves a published site: from a pinned manifest, or by making it again."""
