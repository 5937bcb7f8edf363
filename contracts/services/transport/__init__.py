"""Order confirmations, delivery notes and data sheets of a FIR: written, numbered, printed, voided."""
