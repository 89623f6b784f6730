"""A company whose changes commit, and twenty callers who let go at the same moment."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.test.utils import override_settings

from tests.factories.callers import caller
from tests.factories.people import make_world

THREADS = 20
# Nobody signs in with a password here.
QUICK = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(scope="session")
def lasting_company(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), override_settings(PASSWORD_HASHERS=QUICK):
        return make_world()


@pytest.fixture
def company(committed, lasting_company):
    """One company for all of these tests; each makes the records it fights over."""
    return lasting_company


class Answers:
    """What the callers heard: `answers.ok` counts the 2xx, the rest must have been refused in words."""

    def __init__(self, responses):
        self.responses = responses
        self.statuses = Counter(response.status_code for response in responses)
        defects = [r.content.decode()[:300] for r in responses if r.status_code >= 500]
        assert not defects, defects
        self.ok = sum(n for status, n in self.statuses.items() if status < 300)
        # 404: who comes after another has taken the record no longer sees it.
        self.refused = sum(n for status, n in self.statuses.items() if status in (403, 404, 409, 422))
        assert self.ok + self.refused == len(responses), self.statuses

    def won(self) -> list[int]:
        """The numbers of the callers who got through."""
        return [number for number, response in enumerate(self.responses) if response.status_code < 300]


def together(works) -> list:
    """Every work in a thread of its own, all let go at once; their answers in order. What one raises is raised."""
    gate = Barrier(len(works))

    def one(work):
        try:
            gate.wait(30)
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return [future.result() for future in [pool.submit(one, work) for work in works]]


@pytest.fixture
def calls(company):
    """`calls([(role, method, path, body), …])`: every call at once, each by a program of that role."""
    programs: dict = {}

    def program(role):
        if role not in programs:
            programs[role] = caller(company, role)
        return programs[role]

    def bound(role, method, path, body):
        send = getattr(program(role), method)
        return lambda: send(path, body)

    def go(wanted) -> Answers:
        return Answers(together([bound(*call) for call in wanted]))

    return go
