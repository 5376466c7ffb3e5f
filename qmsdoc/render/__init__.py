"""Page values become a staged tree, the staged tree a site, the site the published manual."""
