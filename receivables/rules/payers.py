"""Whose payer a bank line names: by account, name, confirmed alias, a name in the text, a likeness, or a group."""

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from uuid import UUID

from rapidfuzz import fuzz, process

from receivables.rules.references import plain

FUZZY_NAME = 82
# How sure an alias is that nobody confirmed, and a known name within a longer one or in the text beside another payer.
UNCONFIRMED, WITHIN, BESIDE = 90, 88, 84
# An account and a name that belong to different customers: both are looked at, neither is sure.
IN_CONFLICT = 70
# A name this short would be found in any text by chance.
MIN_NAME_IN_TEXT = 4
# Names are compared with those that share their rarest pairs of characters.
RAREST, MOST_ALIKE = 8, 300
NOT_IN_NAMES = re.compile(r"[\W_]+")


@dataclass
class Payer:
    """exact: who it is by account, name or confirmed alias. similar: {customer: likeness in percent}.

    group: other members of a group one of these belongs to, or whose name the payer bears: it may pay for them.
    """

    exact: frozenset = frozenset()
    similar: dict = field(default_factory=dict)
    how: str = ""
    group: frozenset = frozenset()

    @property
    def likeliest(self) -> list:
        """The customers in question, the surest first."""
        return list(self.exact) or sorted(self.similar, key=lambda one: -self.similar[one])


def name_key(name: str) -> str:
    """A name without white space, punctuation and letter case; company forms stay: they tell companies apart."""
    return NOT_IN_NAMES.sub("", plain(name))


class Payers:
    """The names, aliases, accounts and groups of customers, indexed once for all lines of a run."""

    def __init__(self, names: dict[UUID, str], aliases=(), accounts=(), groups=()):
        """aliases: (name, customer, confirmed). accounts: (account, customer). groups: (group's name, customer)."""
        self.names = names
        self.keys: dict = defaultdict(set)
        for customer_id, name in names.items():
            self.keys[name_key(name)].add(customer_id)
        self.keys.pop("", None)
        self.unconfirmed: dict = defaultdict(set)
        for name, customer_id, confirmed in aliases:
            (self.keys if confirmed else self.unconfirmed)[name_key(name)].add(customer_id)
        self.accounts: dict = defaultdict(set)
        for account, customer_id in accounts:
            self.accounts[account].add(customer_id)
        self.members: dict = defaultdict(set)
        self.group_of: dict = {}
        for group, customer_id in groups:
            self.members[group].add(customer_id)
            self.group_of[customer_id] = group
        self._groups = [(key, group) for group in self.members if len(key := name_key(group)) > 1]
        self._sorted_keys = sorted(key for key in self.keys if len(key) >= MIN_NAME_IN_TEXT)
        self._pairs: dict | None = None
        self._known: dict = {}

    def of(self, line) -> Payer:
        """Who pays, as far as the line tells; equal lines are looked at once."""
        asked = (line.account, line.payer, "" if line.payer else line.text)
        if asked not in self._known:
            self._known[asked] = self._with_group(self._read(line), line.payer)
        return self._known[asked]

    def _read(self, line) -> Payer:
        by_account = frozenset(self.accounts.get(line.account, ())) if line.account else frozenset()
        key = name_key(line.payer)
        by_name = frozenset(self.keys.get(key, ())) if key else frozenset()
        if by_account and by_name and not by_account & by_name:
            return Payer(similar=dict.fromkeys(by_account | by_name, IN_CONFLICT), how="conflict")
        if by_account:
            return Payer((by_account & by_name) or by_account, how="account")
        if by_name:
            return Payer(by_name, how="name")
        if key:
            return Payer(similar=self._similar(key) or self._beside(line.text))
        return self._in_text(name_key(line.text))

    def _with_group(self, payer: Payer, name: str) -> Payer:
        own = payer.exact or {one for one, share in payer.similar.items() if share >= UNCONFIRMED}
        groups = {self.group_of[one] for one in own if one in self.group_of}
        key = name_key(name)
        groups |= {group for bare, group in self._groups if bare in key}
        members = frozenset(member for group in groups for member in self.members[group])
        payer.group = members - payer.exact
        return payer

    def _similar(self, key: str) -> dict:
        """{customer: likeness in percent} of names that resemble the payer's or stand within it."""
        found: dict = dict.fromkeys(self.unconfirmed.get(key, ()), UNCONFIRMED)
        close = process.extract(key, self._alike(key), scorer=fuzz.ratio, score_cutoff=FUZZY_NAME, limit=5)
        told = [(name, round(score)) for name, score, _at in close]
        cut = [(name, WITHIN) for name in self._beginning_with(key)]
        for known, score in [*told, *cut, *((name, WITHIN) for name in self._keys_within(key))]:
            for customer in self.keys[known]:
                found[customer] = max(found.get(customer, 0), score)
        return found

    def _beside(self, text: str) -> dict:
        """A customer named in the text of a payment that somebody else made for it."""
        return dict.fromkeys(self._in_text(name_key(text)).exact, BESIDE)

    def _beginning_with(self, key: str) -> list[str]:
        """Names that the bank cut short: those that begin so, where they are few."""
        if len(key) < 2 * MIN_NAME_IN_TEXT:
            return []
        at = bisect_left(self._sorted_keys, key)
        following = self._sorted_keys[at : at + 4]
        begun = [name for name in following if name.startswith(key)]
        return begun if len(begun) < 4 else []

    def _alike(self, key: str) -> list[str]:
        """Names that share the rarest pairs of characters with this one; comparing all would take a run's time."""
        if len(self.keys) <= MOST_ALIKE:
            return list(self.keys)
        if self._pairs is None:
            self._pairs = defaultdict(list)
            for name in self.keys:
                for pair in _pairs_of(name):
                    self._pairs[pair].append(name)
        lists = sorted(filter(None, (self._pairs.get(pair) for pair in _pairs_of(key))), key=len)
        shared: Counter = Counter()
        for names in lists[:RAREST]:
            shared.update(names[:MOST_ALIKE])
        return [name for name, _times in shared.most_common(MOST_ALIKE)]

    def _in_text(self, text: str) -> Payer:
        """A customer's whole name written in the text; the longest name wins, two of one length are two payers."""
        found = list(self._keys_within(text))
        if not found:
            return Payer()
        longest = max(map(len, found))
        customers = frozenset().union(*(self.keys[key] for key in found if len(key) == longest))
        return Payer(customers, how="text")

    def _keys_within(self, text: str):
        """Known names that stand in the text: each position looked up in the sorted names."""
        for start in range(len(text)):
            begin = text[start : start + MIN_NAME_IN_TEXT]
            at = bisect_left(self._sorted_keys, begin)
            while at < len(self._sorted_keys) and self._sorted_keys[at].startswith(begin):
                if text.startswith(self._sorted_keys[at], start):
                    yield self._sorted_keys[at]
                at += 1


def _pairs_of(name: str) -> set[str]:
    return {name[at : at + 2] for at in range(len(name) - 1)}
