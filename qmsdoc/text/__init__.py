"""Words and safe text, for whoever speaks to people: no module here knows the model."""
