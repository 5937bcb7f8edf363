"""An event log of another system, replayed through the judge, and its accepted cases let in."""
