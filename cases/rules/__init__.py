"""Pure rules: nothing here knows Django, a database, the clock or a user."""
