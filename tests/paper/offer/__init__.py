"""A process on paper: an offer on its way to a contract."""
