"""The forms of the ledger."""
