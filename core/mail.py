"""Mail: rendered in the recipient's language from templates/emails/, sent by a worker from the outbox."""

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils.translation import override

from core.outbox import handler, post
from core.upload import content_of


def post_mail(
    to: list[str], subject: str, template: str, context: dict, language: str, key: str = "", *, files=()
) -> None:
    """Have a mail sent after commit. `context` is JSON-able; `key` keeps a repeat from sending a second one.

    files: papers that are attached, by their fields path, name and content_type.
    """
    post("mail", mail_of(to, subject, template, context, language, files=files), key=key)


def mail_of(to: list[str], subject: str, template: str, context: dict, language: str, *, files=()) -> dict:
    """What the outbox carries of a mail, for those who post many."""
    wanted = {"to": to, "subject": subject, "template": template, "context": context, "language": language}
    if files:
        wanted["files"] = [
            {"path": one.path, "name": one.name, "content_type": one.content_type} for one in files
        ]
    return wanted


def mail(to: list[str], subject: str, template: str, context: dict, language: str, files=()) -> None:
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
    for one in files:
        message.attach(one["name"], content_of(one["path"]), one["content_type"])
    message.send()


@handler("mail")
def send_posted(payload: dict) -> None:
    """Send a posted mail."""
    mail(**payload)


def _one_line(subject: str) -> str:
    # A record's title may hold a line end; in a header it would begin another one.
    return " ".join(subject.split())
