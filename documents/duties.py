"""What one must be allowed to do with papers; product-wide, whatever the process."""

from __future__ import annotations

from typing import Final

RECEIVE: Final = "documents.receive"
VERIFY: Final = "documents.verify"
CERTIFY: Final = "documents.certify"
"""Write down the values of a laboratory certificate."""
ISSUE: Final = "documents.issue"
"""Write a letter by hand, beside those that the steps of a process write."""
SEND: Final = "documents.send"
"""Write to customers by e-mail, PEC, post, fax or hand, and book what comes of it."""
MAIL_MANY: Final = "documents.mail_many"
"""Release a mailing to a list of customers, stop it, let it go on."""
