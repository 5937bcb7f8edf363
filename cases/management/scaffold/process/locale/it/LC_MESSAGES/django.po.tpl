msgid ""
msgstr ""
"Project-Id-Version: pratica\n"
"Language: it\n"
"MIME-Version: 1.0\n"
"Content-Type: text/plain; charset=utf-8\n"
"Content-Transfer-Encoding: 8bit\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\n"

msgid "$Label"
msgstr "$Etichetta"

msgid "Accept"
msgstr "Accogli"

msgid "Accepted"
msgstr "Accolta"

msgid "Case opened"
msgstr "Pratica aperta"

msgid "Complete the request"
msgstr "Completa la richiesta"

msgid "Decide on the request"
msgstr "Decidi sulla richiesta"

msgid "Decision"
msgstr "Decisione"

msgid "Draft"
msgstr "Bozza"

msgid "Edit the request"
msgstr "Modifica la richiesta"

msgid "Open a case"
msgstr "Apri una pratica"

msgid "Reason"
msgstr "Motivo"

msgid "Reason of the rejection"
msgstr "Motivo del rigetto"

msgid "Reject"
msgstr "Respingi"

msgid "Rejected"
msgstr "Respinta"

msgid "Request"
msgstr "Richiesta"

msgid "Request edited"
msgstr "Richiesta modificata"

msgid "Submit"
msgstr "Inoltra"

msgid "Submitted"
msgstr "Inoltrata"

msgid "The request is missing."
msgstr "Manca la richiesta."

msgid "The request is stated."
msgstr "La richiesta è indicata."

msgid "Under review"
msgstr "In esame"

msgid "Write what is asked."
msgstr "Indica che cosa si chiede."
