"""Every periodic task and its time, in one table (UTC).

A task that is due once on each tenant's local morning is called hourly: tenants live in different time zones, and
core.tasks.for_each_tenant starts it for those whose morning has come and who have not had it that day.
"""

from celery.schedules import crontab

HOURLY = crontab(minute=5)

SCHEDULE: dict[str, dict] = {
    "wrong tries at the sign-in that rested": {
        "task": "tenancy.forget_sign_ins",
        "schedule": crontab(hour=3, minute=20),
    },
    "overdue ladder and reconciliation notices": {"task": "receivables.escalate_overdue", "schedule": HOURLY},
    "seal of the ledger": {"task": "receivables.seal_ledger", "schedule": HOURLY},
    "cash forecasts": {"task": "receivables.forecast_cash", "schedule": HOURLY},
    "ends of warranties": {"task": "delivery.end_warranties", "schedule": HOURLY},
    "credit limits and overrides that end": {"task": "customers.end_by_day", "schedule": HOURLY},
    "promises to customers that are overdue": {"task": "customers.commitments", "schedule": HOURLY},
    "quotes whose last day has passed": {"task": "opportunities.expire_quotes", "schedule": HOURLY},
    "first responses to leads": {"task": "leads.watch", "schedule": crontab(minute="*/15")},
    "reviews of leads": {"task": "leads.review", "schedule": HOURLY},
    "leads that go back to the pool": {"task": "leads.recycle", "schedule": HOURLY},
    "approvals that wait too long": {"task": "approvals.chase", "schedule": crontab(minute="*/15")},
    "files that no paper names": {"task": "desk.sweep_files", "schedule": HOURLY},
    "used-up keys and sent rows": {"task": "core.clean_up", "schedule": HOURLY},
}
