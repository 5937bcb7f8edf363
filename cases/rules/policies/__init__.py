"""What a policy may say, kind by kind: read from plain content, checked, typed. Pure, as all rules.

kinds        which kinds there are, and how the content of each is read
errors       what can be wrong in one, beside what can be wrong in a table
terms        clock: {"amount": 10, "unit": "working_days", "rolls": "none"}
closings     calendar: {"closing_days": [{"day": "2026-12-24", "name": "..."}]}
separations  separation: {"rules": [{"step": "approve", "not_who": ["pass_on"]}]}
series       series: {"prefix": "OM", "digits": 6}
assignment   assignment: {"rule": "least_loaded", "skill": "...", "by_area": true}, and the choice itself
required     requirement: a collecting table whose outputs are document, mandatory, verified_by, valid_days
decided      what a table said of a case, for guards and for the journal
"""
