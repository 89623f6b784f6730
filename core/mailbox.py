"""Where no mail server is set: each mail is kept as a file that a mail program opens, and one line is printed."""

import os
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from django.conf import settings
from django.core.mail.backends.base import BaseEmailBackend

# Development only: enough to look back, little enough to list.
KEPT_MAILS = 1000


class Mailbox(BaseEmailBackend):
    """Django mail backend: writes into settings.MAILBOX."""

    def send_messages(self, email_messages) -> int:
        """Keep and announce each; answers how many."""
        for message in email_messages:
            path = keep(message.message().as_bytes())
            print(f"mail to {', '.join(message.recipients())}: {message.subject} ({path})", flush=True)
        return len(email_messages)


def keep(content: bytes) -> Path:
    """The file's path; names begin with the moment (UTC), so that they sort by it."""
    folder = Path(settings.MAILBOX)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / f"{datetime.now(UTC):%Y%m%d-%H%M%S}-{uuid4().hex[:8]}.eml"
    with open(os.open(path, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
    for old in sorted(folder.glob("*.eml"))[:-KEPT_MAILS]:
        old.unlink(missing_ok=True)
    return path
