"""The difference between two texts, by blocks and then words, nothing ever lost."""
