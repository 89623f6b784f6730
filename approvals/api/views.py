"""Reading approvals and voting on them."""

from django.db.models import Prefetch, Q
from django.http import Http404

from approvals import services
from approvals.api.forms import DecideForm, EvidenceForm, PersonForm
from approvals.api.serializers import ApprovalSerializer, WholeApprovalSerializer
from approvals.models import Approval, Condition, Voter
from approvals.selectors import away_for
from approvals.sight import my_approvals
from approvals.states import ApprovalState
from core.api import RecordViewSet, sub
from core.listing import Filter, Listing

UUID = "[0-9a-f-]{36}"


def mine(value: bool, by) -> Q:
    """Pending requests whose open step waits for this person's vote, and ended ones on which the person voted."""
    people = [by.user_id, *away_for(by)]
    waiting = Voter.objects.filter(
        user_id__in=people, vote="", handed_on_to=None, step__opened_at__isnull=False, step__done_at=None
    )
    pending = Q(state=ApprovalState.PENDING, pk__in=waiting.values("step__approval_id")) & ~Q(
        asker_id=by.user_id
    )
    asked = pending | (~Q(state=ApprovalState.PENDING) & Q(pk__in=my_approvals(by)))
    return asked if value else ~asked


approvals = Listing(
    Approval,
    filters=[
        Filter("mine", asks=mine), "state", "gate", "asker", "record_id", "deal_id", "customer_id", "created_at",
        Filter("deal", path="deal_id"), Filter("customer", path="customer_id"), Filter("record", path="record_id"),
    ],
    ordering=["created_at"],
    searchable=False,
)  # fmt: skip


class ApprovalViewSet(RecordViewSet):
    """Requests to pass a gate."""

    listing = approvals
    serializer_class = WholeApprovalSerializer
    list_serializer = ApprovalSerializer

    def detail_rows(self):
        voters = Voter.objects.select_related("user", "voted_by", "handed_on_to")
        return self.rows().prefetch_related(
            Prefetch("steps__voters", queryset=voters),
            Prefetch("conditions", queryset=Condition.objects.select_related("owner")),
        )

    @sub("post", form=DecideForm, status=200)
    def decide(self, record, by, decision, comment, conditions):
        """Vote: approve (with conditions, if any), reject or return. The last approving vote makes the move."""
        return services.decide(record, by=by, decision=decision, comment=comment, conditions=conditions or ())

    @sub("post", status=200)
    def withdraw(self, record, by):
        """Take one's own request back."""
        return services.withdraw(record, by=by)

    @sub("post", form=PersonForm, status=200)
    def hand_on(self, record, by, user):
        """Hand one's vote on to a colleague."""
        return services.hand_on(record, user, by=by)

    @sub("post", form=PersonForm, status=200)
    def add_approver(self, record, by, user):
        """Ask one more colleague for an opinion in the open step."""
        return services.add_approver(record, user, by=by)

    @sub("post", form=EvidenceForm, status=200, path=rf"conditions/(?P<condition>{UUID})/close")
    def close_condition(self, record, by, condition, evidence):
        """Close a condition with what shows that it is met."""
        found = record.conditions.filter(pk=condition).first()
        if found is None:
            raise Http404
        services.close_condition(found, by=by, evidence=evidence)
        return record
