"""Findings become text or JSON."""
