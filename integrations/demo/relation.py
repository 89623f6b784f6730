"""How the demo's client manager keeps the relation: touches, promises kept and broken, leads that were verified."""

from datetime import datetime, timedelta

from core.dates import acting_at, local_day, moment
from core.workflow import run
from customers.models import Contact, Customer
from customers.services.commitments import commit
from customers.services.visits import log_visit
from customers.states import Touch
from integrations.demo import words
from integrations.demo.company import Company, cny
from leads.models import Lead
from leads.services.capture import set_helpers, update_lead
from leads.services.verification import log_verification
from tenancy.actor import Actor, actor_for

KEPT_UP = 6
# (days ago, kind, what came of it, next step, rating of an exchange)
TOUCHES = [
    (148, Touch.DAILY_TOUCH, "初次拜访，介绍公司与同类样板", "寄样板资料", None),
    (117, Touch.TOPIC_EXCHANGE, "交流柔性装配的换型方案，节拍目标 42 秒", "补充换型时间测算", 5),
    (84, Touch.SITE_VISIT, "参观无锡样板线，对稼动率数据印象深", "约财务谈投资回报", None),
    (52, Touch.TOPIC_EXCHANGE, "视觉检测的误判率讲不清，客户存疑", "带算法同事再谈一次", 3),
    (31, Touch.TOPIC_EXCHANGE, "误判率有了现场数据，技术部认可", "进入招标技术条款", 4),
    (12, Touch.EXECUTIVE_VISIT, "双方总经理见面，确认年内定点", "准备框架协议", None),
    (3, Touch.DAILY_TOUCH, "电话确认评审会日期", "会前发答疑清单", None),
]
# (promised days ago, due days ago, kept days ago or None while it is open, what)
PROMISES = [
    (117, 100, 104, "补充换型时间测算"),
    (84, 70, 71, "提供投资回报表"),
    (52, 40, 33, "带算法同事到现场"),
    (12, -9, None, "发框架协议初稿"),
]


def keep_touch(company: Company) -> None:
    """The first customers of the client manager are seen regularly and are promised things."""
    by, now = company.by("ar"), moment()
    for at, customer in enumerate(
        Customer.objects.filter(owner_id=by.user_id).order_by("created_at")[:KEPT_UP]
    ):
        contacts = list(customer.contacts.order_by("created_at"))
        for n, touch in enumerate(TOUCHES[: 7 - at % 3]):
            _touch(touch, customer, contacts[n % len(contacts) :][:1], by, now)
        for promise in PROMISES:
            _promise(promise, customer, by, now)


def _touch(touch, customer, contacts: list[Contact], by: Actor, now: datetime) -> None:
    days, kind, outcome, next_step, rating = touch
    with acting_at(now - timedelta(days=days)):
        log_visit(by=by, customer=customer, kind=kind, outcome=outcome, next_step=next_step, rating=rating,
                  contacts=contacts)  # fmt: skip


def _promise(promise, customer, by: Actor, now: datetime) -> None:
    made, due, kept, text = promise
    with acting_at(now - timedelta(days=made)):
        promised = commit(
            by=by, customer=customer, text=text, due_on=local_day() + timedelta(days=made - due)
        )
    if kept is not None:
        with acting_at(now - timedelta(days=kept)):
            run(promised, "keep", by=by, fields={"kept_on": local_day().isoformat()})


def verify_lead(company: Company, lead: Lead, *, times: int) -> None:
    """Two verifications make the lead credible; a third, budget and start make an opportunity lead of it."""
    owner = actor_for(lead.owner)
    sr, fr = company.seats["sr"][0], company.seats["fr"][0]
    set_helpers(lead, [sr, fr], by=owner)
    contacts = lead.customer.contacts.order_by("created_at")
    said = zip((owner, actor_for(sr), actor_for(fr)), contacts, words.QUESTIONS, words.EVIDENCE, strict=False)
    for by, contact, question, evidence in list(said)[:times]:
        log_verification(lead, by=by, contact=contact, question=question, evidence=evidence)
    if times > 2:
        start = local_day() + timedelta(days=90)
        update_lead(lead, by=owner, budget=cny(lead.expected_amount), expected_start_on=start)
