"""The hand-off: what a case's events owe to billing, priced, sent once, and repaired by a person where it cannot."""
