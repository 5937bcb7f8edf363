"""Pure judgement of approvals: no Django, no clock."""
