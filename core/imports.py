"""What can be imported: apps register their kinds here, integrations reads the files and calls them."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import Model, TextChoices
from django.utils.translation import pgettext_lazy

from core.custom import fields_of
from core.custom.types import LONGEST_LONG_TEXT, LONGEST_TEXT
from core.models import CustomField


class Fate(TextChoices):
    """What became of a row; these five add up to the rows read."""

    CREATED = "created", pgettext_lazy("import row", "Created")
    UPDATED = "updated", pgettext_lazy("import row", "Updated")
    MERGED = "merged", pgettext_lazy("import row", "Merged")
    SKIPPED = "skipped", pgettext_lazy("import row", "Skipped")
    FAILED = "failed", pgettext_lazy("import row", "Failed")


class Policy(TextChoices):
    """What is done with a row whose record is there already."""

    MERGE = "merge", pgettext_lazy("import", "Merge: fill what is empty, overwrite nothing")
    UPDATE = "update", pgettext_lazy("import", "Update: overwrite with what the file has")
    SKIP = "skip", pgettext_lazy("import", "Skip the row")


class Ownerless(TextChoices):
    """What is done with a row whose owner is no colleague, as in files of another system."""

    LEAVE = "leave", pgettext_lazy("import", "Import the row without this owner")
    REFUSE = "refuse", pgettext_lazy("import", "Don't import the row")


@dataclass(frozen=True)
class Target:
    """A field that a column may go into.

    kind: text, amount, sum (an amount of which 0 says something), rate (a share), number, day,
    flag, person, choice, choices, phone, email. words: headers by which the column is
    known, in any language. choices: (value, label) of a choice; `aliases`: further words for one, {word: value};
    `other`: the text target that keeps a word which is none of them. custom: the custom field that the column fills.
    """

    name: str
    label: object
    kind: str = "text"
    longest: int = 200
    words: Sequence[str] = ()
    choices: Sequence[tuple] = ()
    aliases: dict = field(default_factory=dict)
    other: str = ""
    custom: CustomField | None = None


# The kind of column for each type of custom field, where they differ in name.
_CUSTOM_KINDS = {
    "long_text": "text", "integer": "number", "decimal": "number", "money": "amount", "date": "day", "user": "person",
}  # fmt: skip


def custom_targets(model) -> list[Target]:
    """A target for each custom field in use on a kind of record; a file may call it by its words or its code."""
    return [
        Target(
            field.column, field.words, _CUSTOM_KINDS.get(field.type, field.type),
            longest=LONGEST_LONG_TEXT if field.type == "long_text" else LONGEST_TEXT,
            words=[word for word in (field.label, field.label_en, field.code) if word],
            choices=[(one["code"], one["label"]) for one in field.options if one.get("in_use", True)],
            aliases={word: one["code"] for one in field.options for word in (one["code"], one.get("label_en")) if word},
            custom=field,
        )
        for field in fields_of(model)
    ]  # fmt: skip


@dataclass
class Row:
    """One row with its parsed values: no value is empty. `write` fills in what became of it.

    repeats: an earlier row of the same file is of the same record. before: what a change overwrote, so that it can be
    put back.
    """

    position: int
    values: dict
    repeats: bool = False
    fate: str = ""
    record_id: object = None
    before: dict | None = None
    column: str = ""
    reason: str = ""

    def fail(self, reason, column: str = "") -> None:
        """The row is not written, and why; column: the target that is wrong."""
        self.fate, self.reason, self.column = Fate.FAILED, str(reason), column
        self.record_id = self.before = None

    def skip(self, reason) -> None:
        """The row is passed over, and why."""
        self.fate, self.reason = Fate.SKIPPED, str(reason)

    def became(self, fate: str, record_id=None, before: dict | None = None) -> None:
        """The row is written, or would be."""
        self.fate, self.record_id, self.before = fate, record_id, before


@dataclass(frozen=True)
class Kind:
    """One thing that can be imported.

    may(by): whether the person may import it at all. targets(): its fields. problems(names): what a mapping to these
    targets lacks, in sentences. keys(values): what two rows of the same record share. write(rows, policy, by, dry):
    judges the rows and, unless dry, writes them. take_back(rows, by): undoes written rows (position, fate, record_id,
    before, last_written), the latest first; answers the positions of those kept because somebody has worked on their
    record since. asks_order: where its days may mean two, the order of day and month is asked for the whole file,
    never taken from the file before. sums(values): amounts of a row that are added up, {name: Money}, so that the sums
    of the file stand beside what was taken in; sum_labels: {name: label}. whose: where a row may come without
    its owner, whose the record is then; "" where the owner has to be a colleague.
    """

    name: str
    model: type[Model]
    label: object
    title: object
    list_url: str
    may: Callable
    targets: Callable[[], list[Target]]
    problems: Callable[[set], list]
    keys: Callable[[dict], Iterable[str]]
    write: Callable[[list[Row], str, object, bool], None]
    take_back: Callable[[list, object], set]
    asks_order: bool = False
    sums: Callable[[dict], dict] | None = None
    sum_labels: dict = field(default_factory=dict)
    whose: object = ""


def listed(text: str) -> list[str]:
    """Words written one after the other, parted by commas."""
    return [" ".join(word.split()) for word in text.split(",") if word.strip()]


KINDS: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Let files of this kind be imported."""
    KINDS[kind.name] = kind
