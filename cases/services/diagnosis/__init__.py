"""Looking whether all is well: the journal's chains, the anchors outside the database, the invariants."""
