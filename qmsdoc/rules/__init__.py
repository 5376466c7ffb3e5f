"""The rules of document control: a snapshot in, findings out."""
