"""Writes of billing. The public names of the ledger stand in `billing.receivables`."""
