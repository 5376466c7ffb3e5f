"""The only code that runs git: refs, objects and the log of one repository, and its working tree."""
