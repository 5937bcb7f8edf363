"""Bank statements as banks write them: camt.053, CBI text, .csv by a mapping; each reader gives the same plain rows."""
