"""The ledger in the words of a page."""
