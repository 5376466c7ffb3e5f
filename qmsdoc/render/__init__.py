"""Page values to a published site: staged tree, renderer, checks and the atomic swap."""
