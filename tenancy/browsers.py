"""What a browser says of itself, in words: enough for people to know their own devices again, no more."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

# The first whose mark is found names it: browsers also claim to be those that they descend from.
BROWSERS = (
    ("wxwork/", gettext_lazy("WeCom")),
    ("MicroMessenger/", gettext_lazy("WeChat")),
    ("DingTalk/", gettext_lazy("DingTalk")),
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("HuaweiBrowser/", gettext_lazy("Huawei Browser")),
    ("QQBrowser/", gettext_lazy("QQ Browser")),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS = (
    ("HarmonyOS", "HarmonyOS"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


def in_words(agent: str) -> str:
    """Browser and system of a User-Agent header, in the language in force."""
    browser, system = _named(BROWSERS, agent), _named(SYSTEMS, agent)
    if browser and system:
        return _("{browser} on {system}").format(browser=browser, system=system)
    return browser or system or _("Unknown browser")


def _named(known, agent: str) -> str:
    return str(next((name for mark, name in known if mark in agent), ""))
