"""Pictures and text of stored files, made by a child process that may die without anybody noticing."""
