"""Bank lines with their suggestions, allocations, parts and questions; payers we know; matching runs; over the API."""

from core.api import RecordViewSet, sub
from receivables import bench_forms as forms
from receivables.api import bench_shapes as shapes
from receivables.api.serializers import AllocationSerializer, BankLineSerializer
from receivables.bench_lists import aliases_listing, questions_listing, runs_listing
from receivables.forms import ParkForm
from receivables.ledger_forms import OrderForm
from receivables.listing import lines_listing
from receivables.services import aliases, match_runs, matching, questions, shares
from receivables.services import allocation as allocating
from receivables.services.doubles import likely_doubles
from receivables.services.ordering import allocate_by_order


class BankLineViewSet(RecordViewSet):
    """Bank lines."""

    listing = lines_listing
    serializer_class = BankLineSerializer

    def rows(self):
        return super().rows().select_related("account")

    @sub("get", answers=shapes.SuggestionSerializer(many=True))
    def suggestions(self, record, by):
        """What the line may pay, best first, each with its confidence and reasons."""
        return [shapes.suggestion_json(found) for found in matching.suggest(record)]

    @sub("get", answers=BankLineSerializer(many=True))
    def doubles(self, record, by):
        """Earlier payments of which this may be the second: same payer, amount and numbers; never posted by itself."""
        rows = likely_doubles([record]).get(record.pk, [])
        return [self.serializer_class(context=self.context()).shown(row) for row in rows]

    @sub("post", path="allocate-by-order", form=OrderForm, answers=AllocationSerializer(many=True))
    def allocate_by_order(self, record, by, customer=None):
        """Use what is left for the customer's open receivables in the company's order; the allocations made."""
        return self._shown(allocate_by_order(record, by=by, customer=customer))

    @sub("get", answers=AllocationSerializer(many=True))
    def allocations(self, record, by):
        """What of the line was allocated, the oldest first; undone ones too."""
        return self._shown(record.allocations.order_by("created_at", "pk"))

    @sub("post", path="allocations", items=forms.AllocationPartForm, answers=AllocationSerializer(many=True))
    def allocate(self, record, by, items):
        """Several allocations at once, all or none."""
        return self._shown(allocating.allocate_many(record, items, by=by))

    def _shown(self, allocations) -> list[dict]:
        serializer = AllocationSerializer(context=self.context())
        return [serializer.shown(one) for one in allocations]

    @sub("get", path="shares", answers=shapes.LineShareSerializer(many=True))
    def parts(self, record, by):
        """The parts that are left of a split line."""
        return [shapes.share_json(share) for share in shares.shares_of(record)]

    @sub("put", path="shares", items=forms.ShareForm, answers=shapes.LineShareSerializer(many=True))
    def split(self, record, by, items):
        """Split what is left into parts; what they leave is one more, no part makes the line whole again."""
        return [shapes.share_json(share) for share in shares.split_money(record, items, by=by)]

    @sub("post", form=forms.AskForm, answers=shapes.LineQuestionSerializer)
    def ask(self, record, by, asked_of=None, text=""):
        """Ask the AR what the money is for."""
        return questions.ask(record, by=by, asked_of=asked_of, text=text)

    @sub("post", form=ParkForm, status=200)
    def park(self, record, by, note=""):
        """Leave the rest of the line for later."""
        return self.answer_fresh(allocating.park(record, by=by, note=note))

    @sub("post", status=200)
    def unpark(self, record, by):
        """Put the line back among those to match."""
        return self.answer_fresh(allocating.unpark(record, by=by))


class PayerAliasViewSet(RecordViewSet):
    """Payer aliases."""

    listing = aliases_listing
    serializer_class = shapes.PayerAliasSerializer
    create_form = forms.PayerAliasForm

    def create_record(self, by, customer, kind, value):
        return aliases.add(by=by, customer=customer, kind=kind, value=value)

    def delete_record(self, record, by):
        aliases.forget(record, by=by)

    @sub("post", status=200)
    def confirm(self, record, by):
        """Vouch for it: what it pays may be posted by itself."""
        return self.answer_fresh(aliases.confirm(record, by=by))


class LineQuestionViewSet(RecordViewSet):
    """Questions about bank lines."""

    listing = questions_listing
    serializer_class = shapes.LineQuestionSerializer

    @sub("post", path="answer", form=forms.AnswerForm, status=200)
    def answer_question(self, record, by, text):
        """Answer it; whoever asked is told."""
        return self.answer_fresh(questions.answer(record, by=by, text=text))


class MatchRunViewSet(RecordViewSet):
    """Matching runs."""

    listing = runs_listing
    serializer_class = shapes.MatchRunSerializer
    create_form = forms.MatchRunForm

    def create_record(self, by, statement=None):
        return match_runs.start(by=by, statement=statement)

    @sub("post", status=200)
    def cancel(self, record, by):
        """Stop before the next chunk; what was posted stays."""
        return self.answer_fresh(match_runs.cancel(record, by=by))
