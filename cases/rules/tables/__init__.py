"""Decision tables: rows of typed cells that decide typed outputs, compiled, traced and proved.

model, columns, cells   what a table is            plain     from and to plain dicts (TOML, JSON)
grid, notation, sheet   cells as people type them  compiled  compile for a day and evaluate
trace                   why a row did not match    analysis  gaps, overlaps, unreachable rows, with counterexamples
findings                what an analysis means for publishing
examples, coverage      test rows; rows that cases hit     bench     how fast it is here
"""
