"""What was agreed with customers: the approvals in force, who may carry, and what was reserved and delivered."""
