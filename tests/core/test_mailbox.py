"""Without a mail server a mail is a file that only its owner reads, and one line on the terminal."""

from django.core.mail import EmailMultiAlternatives, get_connection

from core import mailbox


def send(subject: str) -> None:
    message = EmailMultiAlternatives(subject, "您好，对账单见附件。", to=["lu@example.com"])
    message.attach_alternative("<p>您好</p>", "text/html")
    get_connection("core.mailbox.Mailbox").send_messages([message])


def test_a_mail_is_kept_and_announced_in_one_line(settings, tmp_path, capsys):
    settings.MAILBOX = tmp_path / "mails"
    send("对账单")

    [kept] = (tmp_path / "mails").iterdir()
    assert "您好，对账单见附件。" in kept.read_text()
    assert kept.stat().st_mode & 0o077 == 0
    assert capsys.readouterr().out == f"mail to lu@example.com: 对账单 ({kept})\n"


def test_only_the_newest_are_kept(settings, tmp_path, monkeypatch):
    settings.MAILBOX = tmp_path
    monkeypatch.setattr(mailbox, "KEPT_MAILS", 3)
    for number in range(5):
        send(f"no {number}")

    assert len(list(tmp_path.iterdir())) == 3
