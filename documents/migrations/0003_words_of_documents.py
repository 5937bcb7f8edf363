"""On PostgreSQL the words read out of documents are found by an index: the expression of `documents.queries.search`."""

from __future__ import annotations

from django.db import migrations

from registry.triggers import on_postgresql

CREATE = """
CREATE INDEX document_words ON documents_documenttext USING gin ((
    to_tsvector('simple', regexp_replace(lower(translate(left(text, 200000),
        'àáâäÀÁÂÄèéêëÈÉÊËìíîïÌÍÎÏòóôöÒÓÔÖùúûüÙÚÛÜçÇñÑ.',
        'aaaaaaaaeeeeeeeeiiiiiiiioooooooouuuuuuuuccnn')), '[^[:alnum:]]+', ' ', 'g'))
))
"""
DROP = "DROP INDEX document_words"


class Migration(migrations.Migration):
    dependencies = [("documents", "0002_published_templates")]
    operations = [on_postgresql(CREATE, DROP)]
