"""What papers to customers say of the company, when they go out, and how long an answer may take."""

from django.utils.translation import gettext_lazy as _

from tenancy.rule_kinds import Choice, Count, Words
from tenancy.rules import declare, group

GROUP = group("letters", _("Statements and letters"), icon="mail", order=34).code
MONTHLY_DAY = declare(
    "letters.monthly_day",
    0,
    _("Day of the month on which statements go out"),
    GROUP,
    _("Over the month before, on this day or the working day after it. 0: only when somebody starts them."),
    kind=Count(0, 28),
)
REPLY_DAYS = declare(
    "letters.reply_days",
    5,
    _("Days until a statement is reminded of"),
    GROUP,
    _("Once; after as many days again it counts as unanswered."),
    kind=Count(1, 60),
)
SLIP_DAYS = declare(
    "letters.slip_days", 7, _("Working days for the slip of a confirmation letter"), GROUP, kind=Count(1, 60)
)
ADDRESS = declare("letters.address", "", _("Address on papers"), GROUP, kind=Words(1, 160))
PHONE = declare("letters.phone", "", _("Phone on papers"), GROUP, kind=Words(1, 40))
PAY_TO = declare(
    "letters.pay_to",
    "",
    _("Where to pay to"),
    GROUP,
    _("Bank, account name and number as customers are to read them; empty: the confirmed bank accounts."),
    kind=Words(4, 600),
)
LANGUAGE = declare(
    "letters.language",
    "by_name",
    _("Language of papers"),
    GROUP,
    kind=Choice({"by_name": _("By the customer's name"), "zh-hans": "中文", "en": "English"}),
)
