"""The frame of every page: signing in, language, theme, search, keyboard."""

from playwright.sync_api import expect

from tests.factories.people import PASSWORD


def test_sign_in_page_is_clean_in_both_themes_and_on_a_phone(visitor):
    visitor.open("/sign-in/").picture("15-signin").clean()
    visitor.dark().clean()
    visitor.phone().picture("15-signin-mobile").clean()


def test_a_wrong_password_says_neither_which_part_was_wrong(visitor, world):
    visitor.open("/sign-in/")
    visitor.page.fill("input[name=login]", world.ar.username)
    visitor.page.fill("input[name=password]", "not it")
    visitor.page.click("main button.btn-primary")

    expect(visitor.page.get_by_role("alert")).to_contain_text("不匹配")


def test_the_right_password_opens_the_workbench(visitor, world):
    visitor.open("/sign-in/")
    visitor.page.fill("input[name=login]", world.ar.username)
    visitor.page.fill("input[name=password]", PASSWORD)
    visitor.page.click("main button.btn-primary")

    expect(visitor.page.locator(".l2-app")).to_be_visible()


def test_language_and_theme_are_kept_for_the_person(at_desk):
    person = at_desk("ar").open("/")
    person.page.click("button[name=language][value=en]")
    expect(person.page.locator("h1")).to_contain_text("Good")
    with person.page.expect_response("**/theme/"):
        person.page.click("form[data-act=theme] button")
    expect(person.page.locator("html")).to_have_attribute("data-bs-theme", "dark")

    person.open("/approvals/")

    expect(person.page.locator(".crumb")).to_contain_text("Decision gates")
    expect(person.page.locator("html")).to_have_attribute("data-bs-theme", "dark")


def test_keyboard_finds_a_command_and_goes_to_a_page(at_desk):
    person = at_desk("ar").open("/")
    person.page.keyboard.press("Control+k")
    person.page.keyboard.type("公海线索"[2:])
    expect(person.page.locator("#palette-out a").first).to_contain_text("线索")
    person.page.keyboard.press("Escape")

    person.page.keyboard.press("g")
    person.page.keyboard.press("a")

    person.page.wait_for_url("**/approvals/")
