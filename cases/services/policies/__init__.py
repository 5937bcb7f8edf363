"""The one editing service of every kind of policy: drafts, findings, publication, the factory's files, sheets.

drafts      start, save, take back        checks    everything that speaks against a content, in words
publishing  publish with a date           factory   the product's defaults, from the processes' folders
files       JSON and spreadsheets         trial     what would it say for ..., coverage by real cases
keys        which policy is meant
"""
