"""Reading: a table of posts becomes a table of words, themes, sentiment and fingerprints; `enrich` is the only door."""
