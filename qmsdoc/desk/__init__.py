"""The approver's desk: read, decide and sign in a browser, on one's own machine or for a team.

The server holds a clone and, at most, the right to push tags. It has no authority: on one's own machine git signs with
the person's own key; for a team only a passkey signs, which the person touches. What it pushed is proved by everybody
as always.
"""
