"""The rules, chapter by chapter: each a page of documentation and, where no parser finds its faults, a judge."""
