"""Guards: yes/no questions about one record, each with the sentence a refused person reads."""

from dataclasses import dataclass, field
from functools import update_wrapper


@dataclass(frozen=True)
class Blocker:
    """Why a move is refused: `detail` says what is missing, `fix` what to do, `url` where."""

    code: str
    detail: str
    fix: str = ""
    url: str = ""

    def as_json(self) -> dict:
        """The shape pages and API show."""
        shown = {"code": self.code, "detail": str(self.detail), "fix": str(self.fix)}
        return shown | {"url": self.url} if self.url else shown


@dataclass(frozen=True)
class Facts:
    """A guard's answer with the figures its sentence names."""

    ok: bool
    values: dict = field(default_factory=dict)

    def __bool__(self):
        return bool(self.ok)


def facts(ok, **values) -> Facts:
    """`facts(have >= 2, have=have, need=2)`: true or not, and the figures of the sentence."""
    return Facts(ok, values)


class Guard:
    """A question asked of a record before a move; within one judgement it is answered once."""

    def __init__(self, question, sentence, fix, code, at=None):
        self.question, self.sentence, self.fix, self.at = question, sentence, fix, at
        self.code = code or question.__name__
        update_wrapper(self, question)

    def blockers(self, record) -> list[Blocker]:
        """Empty when the move may go on; a question may answer with blockers of its own."""
        answer = self.question(record)
        if isinstance(answer, list):
            return answer
        if answer:
            return []
        values = answer.values if isinstance(answer, Facts) else {}
        url = self.at(record) if self.at else ""
        return [Blocker(self.code, str(self.sentence).format(**values), str(self.fix).format(**values), url)]

    def __call__(self, record) -> bool:
        # django-fsm asks again when the method is called; perform has judged just before, under the same lock.
        judged = record.__dict__.get("_judged")
        if judged is not None and self.code in judged:
            return judged[self.code]
        return not self.blockers(record)


def guard(sentence, *, fix="", code="", at=None):
    """Declare a guard: `sentence` and `fix` are lazy translations whose {names} the question's facts fill.

    at: record -> the address of the place where the missing thing can be added.
    """

    def declare(question):
        return Guard(question, sentence, fix, code, at)

    return declare
