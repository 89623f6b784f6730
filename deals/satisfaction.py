"""The net promoter score of surveys: how many would recommend us, less how many would not."""

from dataclasses import dataclass

# The question's own classes: 9 and 10 promote, up to 6 detract (Reichheld 2003).
PROMOTER, DETRACTOR = 9, 6


@dataclass(frozen=True)
class Nps:
    """Answers by class; `value` from -100 to 100, None without an answer."""

    promoters: int
    passives: int
    detractors: int

    @property
    def answers(self) -> int:
        return self.promoters + self.passives + self.detractors

    @property
    def value(self) -> int | None:
        return round(100 * (self.promoters - self.detractors) / self.answers) if self.answers else None


def nps(scores) -> Nps:
    """The score of answers from 0 to 10."""
    promoters = sum(score >= PROMOTER for score in scores)
    detractors = sum(score <= DETRACTOR for score in scores)
    return Nps(promoters, len(scores) - promoters - detractors, detractors)
