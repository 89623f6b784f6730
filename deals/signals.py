"""What the spine tells the stages, within the same transaction (decision 14)."""

from django.dispatch import Signal

# deal, stage, by → the receiver returns {"contract": record} for the record it opened.
stage_entered = Signal()
# agreement, by: the terms are agreed, or agreed anew by an amendment.
terms_set = Signal()
# agreement, trigger, value (Decimal, tax included, agreement's currency), on (date), key (once per event), by.
trigger_happened = Signal()
# deal, how ("lost" | "terminated" | "closed"), by: the deal has ended.
deal_ended = Signal()
