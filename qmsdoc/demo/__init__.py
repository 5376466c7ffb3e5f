"""The demonstration: the sample manual's texts become a repository with a history, signed with throw-away keys."""
