"""Test sets of payments as customers and banks write them, with what each is meant for. Seeded: the same every time.

A set has customers with near names, groups that pay for their members, contracts of one serial in several years,
instalments of equal amounts. Ordinary lines: a fifth has its reference damaged or none. Traps look like something
that is certain and are not.
"""

import random
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from receivables.rules.matching import Book, Item, Line
from receivables.rules.references import number_parts

TODAY = date(2026, 11, 20)
TOWNS = ("苏州", "无锡", "宁波", "重庆", "佛山", "东莞", "沈阳", "襄阳")
STEMS = ("恒岳", "澄江", "渝帆", "锡澄", "楚衡", "蜀峦", "甬科", "湘阙", "鼎晟", "瀚宇", "博隆", "骏驰")
TRADES = ("精密机械", "动力设备", "新能源科技", "汽车部件", "航空结构", "工程机械", "智能装备")
FORMS = ("有限公司", "股份有限公司", "（集团）有限公司")
WORDS = ("货款", "设备款", "支付货款", "11月货款", "进度款", "付合同款", "往来款", "payment", "")
DAMAGED_OR_ABSENT = 0.20


@dataclass
class Paid:
    """A line and what it is meant for: {item: amount}; a trap says what it lures into."""

    line: Line
    meant: dict
    kind: str


@dataclass
class Payments:
    """A book's content and the lines that came."""

    items: list = field(default_factory=list)
    names: dict = field(default_factory=dict)
    aliases: list = field(default_factory=list)
    accounts: list = field(default_factory=list)
    groups: list = field(default_factory=list)
    ordinary: list = field(default_factory=list)
    traps: list = field(default_factory=list)

    def book(self) -> Book:
        return Book(self.items, self.names, self.aliases, self.accounts, self.groups)


def payments(seed: int, customers: int = 60, lines: int = 200) -> Payments:
    """A set of this seed."""
    return _Maker(seed).made(customers, lines)


class _Maker:
    def __init__(self, seed):
        self.chance, self.made_ = random.Random(seed), Payments()
        self.serials = {"AR": 0, "IV": 0, "CT": 0}
        self.finance: dict = {}
        self.account_of: dict = {}

    def made(self, customers: int, lines: int) -> Payments:
        for n in range(customers):
            self._customer(n)
        while len(self.made_.ordinary) < lines:
            self._ordinary()
        for trap in (
            self._two_of_one_amount, self._sibling_pays, self._number_of_another, self._paid_twice, self._two_sets,
            self._stranger, self._other_currency, self._other_year, self._cut_number, self._a_cent_off,
            self._settled_and_open, self._account_of_another,
        ):  # fmt: skip
            for _time in range(4):
                trap()
        return self.made_

    # --- customers, contracts, receivables ------------------------------------------------------------------------

    def _id(self) -> UUID:
        return UUID(int=self.chance.getrandbits(128))

    def _customer(self, n: int) -> None:
        chance, made = self.chance, self.made_
        town, stem, trade = chance.choice(TOWNS), STEMS[n % len(STEMS)], chance.choice(TRADES)
        name = f"{town}{stem}{trade}{chance.choice(FORMS)}"
        if n % 5 == 4:
            # A sister of the one before: a name that differs in little.
            before = list(made.names.values())[-1]
            name = before.replace("机械", "机器") if "机械" in before else before.replace("有限", "销售有限")
        while name in made.names.values():
            name = name.replace("有限", f"{chance.choice(STEMS)}有限")
        customer = self._id()
        made.names[customer] = name
        self.account_of[customer] = f"6222{n:012d}"
        if n % 3 == 0:
            made.accounts.append((self.account_of[customer], customer))
        if n % 4 == 1:
            made.aliases.append((f"{town}{stem}商贸行", customer, True))
        if n % 6 == 2:
            group = f"{stem}集团"
            made.groups.append((group, customer))
            self.finance[customer] = f"{stem}集团财务有限公司"
        for _contract in range(chance.randint(1, 3)):
            self._contract(customer, f"{chance.choice((2024, 2025, 2026))}")

    def _contract(self, customer, year, amounts=None, currency="CNY", serial=None) -> list[Item]:
        chance = self.chance
        self.serials["CT"] += 1
        number = f"CT-{year}-{serial or chance.randint(1, 400):06d}"
        while serial is None and any(item.contract == number for item in self.made_.items):
            number = f"CT-{year}-{chance.randint(1, 400):06d}"
        amounts = amounts or [self._amount() for _part in range(chance.randint(1, 5))]
        return [self._item(customer, number, amount, currency) for amount in amounts]

    def _amount(self) -> Decimal:
        chance = self.chance
        if chance.random() < 0.3:
            return Decimal(chance.randint(1, 60) * 10_000)
        return Decimal(chance.randint(50_000, 90_000_000)) / 100

    def _item(self, customer, contract, amount, currency="CNY") -> Item:
        numbers = [self._number("AR"), self._number("IV")]
        parts = frozenset(number_parts(number) for number in (*numbers, contract))
        due_on = TODAY + timedelta(days=self.chance.randint(-90, 90))
        item = Item(
            self._id(), numbers[0], customer, self.made_.names[customer], currency, Decimal(amount), due_on, parts,
            frozenset({f"2431{self.chance.randint(10**15, 10**16 - 1)}"}), contract,
        )  # fmt: skip
        self.made_.items.append(item)
        return item

    def _number(self, series: str) -> str:
        self.serials[series] += 1
        return f"{series}-2026-{self.serials[series]:06d}"

    # --- lines ----------------------------------------------------------------------------------------------------

    def _line(self, amount, payer, text, account="", currency="CNY", on=TODAY) -> Line:
        return Line(self._id(), Decimal(amount), currency, payer, account, text, on)

    def _ordinary(self) -> None:
        chance = self.chance
        items = self._meant()
        amount = sum((item.balance for item in items), Decimal(0))
        kind, meant = "whole", {item: item.balance for item in items}
        draw = chance.random()
        if draw < 0.06 and len(items) == 1 and amount > 100:
            kind = "part"
            amount = (amount / 2).quantize(Decimal("0.01"))
            meant = {items[0]: amount}
        elif draw < 0.10:
            kind = "fee"
            amount -= Decimal(chance.choice((10, 15, 25, 45)))
            meant = dict.fromkeys(items)
        payer, account = self._payer(items[0].customer_id)
        text, reference = self._text(items)
        self.made_.ordinary.append(
            Paid(self._line(amount, payer, text, account), meant, f"{kind}, {reference}")
        )

    def _meant(self) -> list[Item]:
        """One item, several of a contract, or several of a customer."""
        chance = self.chance
        first = chance.choice(self.made_.items)
        same = [item for item in self.made_.items if item.contract == first.contract]
        if chance.random() < 0.75 or len(same) == 1:
            return [first]
        return chance.sample(same, chance.randint(2, min(len(same), 4)))

    def _payer(self, customer) -> tuple[str, str]:
        chance, name = self.chance, self.made_.names[customer]
        draw = chance.random()
        if draw < 0.06:
            return name[:-2], ""
        if draw < 0.12 and customer in self.finance:
            return self.finance[customer], ""
        if draw < 0.30 and any(one == customer for _name, one, _sure in self.made_.aliases):
            return next(alias for alias, one, _sure in self.made_.aliases if one == customer), ""
        if draw < 0.40 and any(one == customer for _account, one in self.made_.accounts):
            return "", self.account_of[customer]
        return name.replace("（", "(").replace("）", ")") if draw < 0.6 else name, ""

    def _text(self, items) -> tuple[str, str]:
        chance, word = self.chance, self.chance.choice(WORDS)
        one_contract = [item for item in self.made_.items if item.contract == items[0].contract]
        names_contract = len(items) == len(one_contract) or len(one_contract) == 1
        numbers = (
            [items[0].contract] if names_contract and chance.random() < 0.6 else [i.number for i in items]
        )
        draw = chance.random()
        if draw < DAMAGED_OR_ABSENT * 0.4:
            return word, "absent"
        if draw < DAMAGED_OR_ABSENT:
            return f"{word} {' '.join(map(self._damaged, numbers))}".strip(), "damaged"
        if chance.random() < 0.1:
            return f"{word}发票{' '.join(min(item.fiscal) for item in items)}", "fiscal"
        return f"{word} {chance.choice((' ', '/', '，')).join(map(self._written, numbers))} {word}", "good"

    def _written(self, number: str) -> str:
        chance = self.chance
        return chance.choice(
            (
                number, number, number, number.lower(), number.replace("-", ""), number.replace("-", " "),
                number.replace("-", "－"), f"合同号{number}", f"{number[:11]} {number[11:]}",
            )
        )  # fmt: skip

    def _damaged(self, number: str) -> str:
        chance = self.chance
        series, year, serial = number.split("-")
        wrong = list(serial)
        at = chance.randrange(len(wrong))
        wrong[at] = str((int(wrong[at]) + chance.randint(1, 9)) % 10)
        return chance.choice(
            (
                f"{series}{int(serial):04d}", f"尾号{serial[-4:]}", f"{year}-{serial}", f"HT-{year}-{serial}",
                f"{series}-{year}-{''.join(wrong)}", f"{series}-{year}-{serial[:-1]}",
                f"{series[0]} {series[1]}-{year[:2]} {year[2:]}-{serial[:3]} {serial[3:]}",
                f"{series}-{year}-{serial.replace('0', 'O', 1)}", f"{serial}号",
            )
        )  # fmt: skip

    # --- traps: {} is meant where nothing may be posted by itself --------------------------------------------------

    def _trap(self, kind, line, meant=None) -> None:
        self.made_.traps.append(Paid(line, meant or {}, kind))

    def _some_customer(self):
        return self.chance.choice(list(self.made_.names))

    def _two_of_one_amount(self):
        customer = self._some_customer()
        one, _other = self._contract(customer, "2026", [Decimal("88000.00")] * 2)
        self._trap("two of one amount", self._line("88000", one.customer_name, f"货款 {one.contract}"))

    def _sibling_pays(self):
        names = list(self.made_.names.items())
        at = self.chance.randrange(len(names) // 5) * 5 + 3
        (customer, _name), (_sister, payer) = names[at], names[at + 1]
        (item,) = self._contract(customer, "2026", [self._amount()])
        self._trap("a sister pays", self._line(item.balance, payer, f"货款 {item.number}"))

    def _number_of_another(self):
        (item,) = self._contract(self._some_customer(), "2026", [self._amount()])
        other = self.chance.choice([i for i in self.made_.items if i.customer_id != item.customer_id])
        text = f"{item.number} {other.number}"
        self._trap("number of another customer too", self._line(item.balance, item.customer_name, text))
        self._trap(
            "only the number of another customer", self._line(item.balance, item.customer_name, other.number)
        )

    def _paid_twice(self):
        customer = self._some_customer()
        gone = self._number("AR")
        self._trap("paid already", self._line("45000", self.made_.names[customer], f"货款 {gone}"))

    def _settled_and_open(self):
        (item,) = self._contract(self._some_customer(), "2026", [Decimal("45000.00")])
        text = f"{self._number('AR')} {item.contract}"
        self._trap("a settled item of an open contract", self._line("45000", item.customer_name, text))

    def _two_sets(self):
        customer = self._some_customer()
        items = self._contract(customer, "2026", [Decimal(30_000), Decimal(70_000), Decimal(100_000)])
        self._trap("two sets", self._line("100000", items[0].customer_name, f"付 {items[0].contract}"))

    def _stranger(self):
        (item,) = self._contract(self._some_customer(), "2026", [self._amount()])
        for payer in ("王*强", f"{item.customer_name[:4]}贸易有限公司", f"{item.customer_name}工会委员会"):
            self._trap("a stranger pays", self._line(item.balance, payer, item.number))

    def _other_currency(self):
        (item,) = self._contract(self._some_customer(), "2026", [self._amount()], currency="USD")
        self._trap("another currency", self._line(item.balance, item.customer_name, item.number))

    def _other_year(self):
        customer, serial = self._some_customer(), self.chance.randint(500, 900)
        (item,) = self._contract(customer, "2026", [Decimal("61000.00")], serial=serial)
        text = f"合同 CT-2025-{serial:06d}"
        self._trap("the same serial of another year", self._line("61000", item.customer_name, text))

    def _cut_number(self):
        customer, serial = self._some_customer(), self.chance.randint(41, 90)
        self._contract(customer, "2023", [Decimal("52000.00")], serial=serial * 10)
        (small,) = self._contract(customer, "2023", [Decimal("52000.00")], serial=serial)
        text = f"CT-2023-{serial * 10:06d}"[:-1]
        self._trap("a number cut short", self._line("52000", small.customer_name, text))

    def _a_cent_off(self):
        (item,) = self._contract(self._some_customer(), "2026", [self._amount()])
        amount = item.balance + Decimal(self.chance.choice(("0.01", "-0.01")))
        self._trap("a cent off", self._line(amount, item.customer_name, item.number))

    def _account_of_another(self):
        account, owner = self.chance.choice(self.made_.accounts)
        item = self.chance.choice([one for one in self.made_.items if one.customer_id != owner])
        line = self._line(item.balance, item.customer_name, item.number, account)
        self._trap("account of another customer", line)
