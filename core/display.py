"""How figures and days are written: plain values in, text out (rules 10 and 11 of the glossary)."""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import get_language

SIGNS = {"CNY": "¥", "USD": "$", "EUR": "€", "GBP": "£", "JPY": "JP¥", "HKD": "HK$"}
MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
TEN_THOUSAND, MILLION, HUNDRED_MILLION = Decimal(10_000), Decimal(1_000_000), Decimal(100_000_000)
# Below this an amount in 万 would show as 0.0 and hide that it exists.
SMALLEST_IN_WAN = Decimal(1_000)


@dataclass(frozen=True)
class Figure:
    """A written amount: what stands before the number, the number, and its unit set smaller."""

    before: str
    number: str
    unit: str

    def __str__(self):
        return (
            f"{self.before}{self.number} {self.unit}".strip() if self.unit else f"{self.before}{self.number}"
        )


def sign_of(currency: str) -> str:
    """What stands before an amount: ¥, or the code and a space."""
    return SIGNS.get(currency, f"{currency} ")


def in_chinese() -> bool:
    """Whether the interface language in force is Chinese."""
    return (get_language() or "zh-hans").startswith("zh")


def listed(parts) -> str:
    """The parts in a row, as the language in force sets them apart."""
    return ("、" if in_chinese() else ", ").join(str(part) for part in parts)


def gap_after(sentence) -> str:
    """What stands between a sentence and the next: a blank, which a full-width stop has in itself."""
    return "" if str(sentence)[-1:] in "。！？；：" else " "


def in_a_row(sentences) -> str:
    """Sentences one after the other, each once."""
    told = ""
    for sentence in dict.fromkeys(str(one) for one in sentences):
        told += (gap_after(told) if told else "") + sentence
    return told


def rounded(value, places: int) -> str:
    """`value` half up to `places` decimals with thousands separators."""
    return f"{Decimal(value).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP):,}"


def short_amount(amount, currency: str, home: str = "CNY") -> Figure:
    """An amount for lists and heads: 1,280.0 万, 1.28 亿; in English ¥12.80M. `home` needs no code in Chinese."""
    return _chinese(Decimal(amount), currency, home) if in_chinese() else _english(Decimal(amount), currency)


def _chinese(amount: Decimal, currency: str, home: str) -> Figure:
    before = "" if currency == home else f"{currency} "
    if abs(amount) >= HUNDRED_MILLION:
        return Figure(before, rounded(amount / HUNDRED_MILLION, 2), "亿")
    if abs(amount) >= SMALLEST_IN_WAN or amount == 0:
        return Figure(before, rounded(amount / TEN_THOUSAND, 1), "万")
    return Figure(before, rounded(amount, 2), "元" if currency == home else "")


def _english(amount: Decimal, currency: str) -> Figure:
    before = sign_of(currency)
    minus, size = ("-" if amount < 0 else ""), abs(amount)
    if size >= TEN_THOUSAND or size == 0:
        return Figure(minus + before, rounded(size / MILLION, 2) + "M", "")
    return Figure(minus + before, rounded(size, 2), "")


def full_amount(amount, places: int = 2) -> str:
    """An amount for ledgers: 2,214,000.00, the currency stands in the heading."""
    return rounded(amount, places)


def short_day(day: date, today: date) -> str:
    """11-23 within the year of `today`, else 2026-11-23; 23 Nov and 23 Nov 2026 in English."""
    if in_chinese():
        return f"{day:%m-%d}" if day.year == today.year else day.isoformat()
    short = f"{day.day} {MONTHS[day.month - 1]}"
    return short if day.year == today.year else f"{short} {day.year}"


def full_day(day: date) -> str:
    """2026-11-23, in English 23 Nov 2026."""
    return day.isoformat() if in_chinese() else f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def month_name(day: date) -> str:
    """2026-10, in English Oct 2026."""
    return f"{day:%Y-%m}" if in_chinese() else f"{MONTHS[day.month - 1]} {day.year}"
