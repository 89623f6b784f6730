"""A signed-in browser on a running site, a look at accessibility, and pictures to compare with the design."""

import os
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import Error as PlaywrightError

from tests.factories.people import make_world

WIDE, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
# What is in order is not described: describing it takes longer than finding it.
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], "resultTypes": ["violations"]}
PICTURES = os.environ.get("L2C_PICTURES")


@pytest.fixture
def world(committed):
    """A fresh tenant that stays."""
    return make_world()


class Person:
    """Somebody at a browser: `ada.open("/")`, `ada.page` for the rest."""

    def __init__(self, page, site):
        self.page, self.site = page, site
        self.problems: list[str] = []
        page.on("pageerror", lambda error: self.problems.append(str(error)))
        page.on("console", lambda line: self.problems.append(line.text) if line.type == "error" else None)

    def sign_in(self, user) -> "Person":
        """As after the door, which tests/browser/test_shell.py walks through: a session of theirs in the browser."""
        client = Client()
        client.force_login(user)
        self.page.context.clear_cookies()
        session = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": self.site}
        self.page.context.add_cookies([session])
        return self

    def open(self, path: str) -> "Person":
        self.problems.clear()
        answer = self.reached(self.site + path)
        assert answer.status < 400, f"{path}: {answer.status}"
        return self

    def reached(self, address: str):
        """The answer at this address. Where the last form's answer still led elsewhere, it is asked for once more."""
        try:
            return self.page.goto(address)
        except PlaywrightError as refused:
            if "net::ERR_ABORTED" not in refused.message:
                raise
            self.page.wait_for_load_state()
            return self.page.goto(address)

    def dark(self) -> "Person":
        self.page.evaluate("document.documentElement.setAttribute('data-bs-theme', 'dark')")
        # Buttons fade from one theme to the other; half-way their contrast is nobody's.
        self.page.evaluate("Promise.all(document.getAnimations().map(one => one.finished))")
        return self

    def phone(self) -> "Person":
        self.page.set_viewport_size(PHONE)
        return self

    def picture(self, name: str) -> "Person":
        """Keep a picture when $L2C_PICTURES names a folder."""
        if PICTURES:
            Path(PICTURES).mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=f"{PICTURES}/{name}.png")
        return self

    def clean(self) -> "Person":
        """Neither axe nor the console finds anything, and nothing sticks out sideways."""
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(Axe().axe_script)
        found = self.page.evaluate("rules => axe.run(rules).then(found => found.violations)", RULES)
        told = [f"{v['id']}: {[n['html'][:120] for n in v['nodes'][:3]]}" for v in found]
        assert not told, "\n".join(told)
        wide, shown = self.page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
        assert wide <= shown, f"the page is {wide} px wide on a screen of {shown} px"
        assert not self.problems, self.problems
        return self


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    """Visitors whose browser asks for Chinese, as most will."""
    return browser_context_args | {"locale": "zh-CN", "viewport": WIDE, "reduced_motion": "reduce"}


@pytest.fixture(scope="session")
def window(browser, browser_context_args):
    """One window for all tests. Its first tab stays: the process that draws pages lives on, its scripts compiled."""
    window = browser.new_context(**browser_context_args)
    window.new_page()
    yield window
    window.close()


@pytest.fixture
def context(window):
    """The window as a newcomer finds it: no tab of the test before, no cookie."""
    yield window
    for tab in window.pages[1:]:
        tab.close()
    window.clear_cookies()


@pytest.fixture
def visitor(page, site):
    """Somebody who has not signed in."""
    page.set_viewport_size(WIDE)
    return Person(page, site)


@pytest.fixture
def at_desk(visitor, world):
    """`at_desk("ar")`: the person of this role, signed in."""
    return lambda role: visitor.sign_in(world.people[role])
