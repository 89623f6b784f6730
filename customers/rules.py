"""What tenants may set differently about customers, credit and the trust of a relation."""

from django.utils.translation import gettext_lazy as _

from customers.credit_states import CheckPoint
from customers.states import Touch
from tenancy.rule_kinds import Choice, Count, Days, Percent
from tenancy.rules import declare, group

PAGE = group("customers", _("Customers and credit"), icon="credit-card", order=32).code
BLOCK, WARN = "block", "warn"

NO_LIMIT = declare(
    "credit.no_limit", BLOCK, _("Customers without a credit limit"), PAGE,
    kind=Choice({BLOCK: _("Release nothing on credit"), WARN: _("Release with a warning")}),
)  # fmt: skip
TOLERANCE = declare(
    "credit.tolerance_percent", "0", _("Tolerance over the limit, in percent"), PAGE,
    _("A release may go over the limit by this much."), Percent(),
)  # fmt: skip
declare(
    "credit.check_point", CheckPoint.RELEASE.value, _("Credit holds back from"), PAGE,
    _("Before this point it only warns; a customer may have a point of its own."),
    Choice(dict(CheckPoint.choices)),
)  # fmt: skip
declare(
    "credit.standards", WARN, _("Limits without evidence of a standard that allows open credit"), PAGE,
    kind=Choice({BLOCK: _("Grant none"), WARN: _("Grant with a warning")}),
)  # fmt: skip
declare("credit.review_days", 30, _("Review a limit so many days before its end"), PAGE, kind=Count(1, 180))
declare(
    "credit.case_days",
    30,
    _("A credit case that nobody decides expires after so many days"),
    PAGE,
    kind=Count(1, 365),
)
declare(
    "credit.restriction_review_days", 90, _("Review a freeze or blacklisting after so many days"), PAGE,
    kind=Count(1, 730),
)  # fmt: skip
declare(
    "credit.insurance_days",
    [14, 7, 1],
    _("Remind of the insurer's deadlines so many days before"),
    PAGE,
    kind=Days(),
)
declare(
    "credit.warn_percent", 80, _("The credit gauge warns from this use of the limit, in percent"), PAGE,
    kind=Count(1, 100),
)  # fmt: skip
SIMILARITY = declare(
    "customers.similarity_percent",
    85,
    _("Similar names count as possible duplicates from, in percent"),
    PAGE,
    kind=Count(50, 100),
)

RELATION = group("relation", _("Trust of a relation"), icon="heart-handshake", order=33).code
LEAST_FACTS = declare(
    "trust.least_facts", 3, _("A part of trust has a value from this many facts"), RELATION, kind=Count(1, 20)
)
GOOD_RATING = declare(
    "trust.good_rating",
    4,
    _("Expertise: an exchange counts from this rating, of 5"),
    RELATION,
    kind=Count(1, 5),
)
WINDOW = declare(
    "trust.window_days", 90, _("Connection: touches of the last days"), RELATION, kind=Count(7, 730)
)
FULL = declare(
    "trust.full_connection",
    12,
    _("Connection: sum of weights that makes it full"),
    RELATION,
    kind=Count(1, 500),
)
MONTHS = declare(
    "trust.months", 12, _("Time: months after which it has grown to 63 %"), RELATION, kind=Count(1, 120)
)
USUAL_WEIGHTS = {
    Touch.DAILY_TOUCH: 1, Touch.TOPIC_EXCHANGE: 2, Touch.SITE_VISIT: 3, Touch.TEAM_EVENT: 2,
    Touch.JOINT_PUBLICATION: 3, Touch.EXECUTIVE_LETTER: 2, Touch.HQ_INVITATION: 3, Touch.EXECUTIVE_VISIT: 4,
    Touch.FORUM: 2, Touch.SUMMIT: 5,
}  # fmt: skip
WEIGHTS = {
    touch: declare(
        f"trust.weight_{touch.value}", weight, touch.label, RELATION, _("Weight of this touch"), Count(0, 20)
    )
    for touch, weight in USUAL_WEIGHTS.items()
}
