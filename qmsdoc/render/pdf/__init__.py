"""PDF of editions: one HTML page with everything inside (`page`), printed by one of two programs (`make`)."""
