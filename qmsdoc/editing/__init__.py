"""Edits of a manual's files as a person would make them: new, revise, rename, people, keys. Nothing here signs.

Each edit is planned as a value (`EditPlan`), shown, and only then carried out, all of its files or none.
"""
