"""Mail: rendered in the recipient's language from templates/emails/, sent by a worker from the outbox."""

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils.translation import override

from core.outbox import handler, post


def post_mail(
    to: list[str], subject: str, template: str, context: dict, language: str, key: str = ""
) -> None:
    """Have a mail sent after commit. `context` is JSON-able; `key` keeps a repeat from sending a second one."""
    wanted = {"to": to, "subject": subject, "template": template, "context": context, "language": language}
    post("mail", wanted, key=key)


def mail(to: list[str], subject: str, template: str, context: dict, language: str) -> None:
    """Send one mail now, as text and HTML, from templates/emails/<template>.txt and .html.

    Raises what the mail server answers; the outbox tries again. Everybody in `to` sees the others: one mail a
    person where that matters.
    """
    given = {"subject": subject, "base_url": settings.BASE_URL} | context
    with override(language):
        text = render_to_string(f"emails/{template}.txt", given)
        html = render_to_string(f"emails/{template}.html", given)
    message = EmailMultiAlternatives(_one_line(subject), text, to=to)
    message.attach_alternative(html, "text/html")
    message.send()


@handler("mail")
def send_posted(payload: dict) -> None:
    """Send a posted mail."""
    mail(**payload)


def _one_line(subject: str) -> str:
    # A record's title may hold a line end; in a header it would begin another one.
    return " ".join(subject.split())
