"""$Label: what this process is for, in one sentence."""
