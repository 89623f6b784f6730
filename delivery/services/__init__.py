"""What may be done with orders; importing the package registers every move."""

from delivery.services.accepting import accept, cancel, close, end_warranty
from delivery.services.ordering import create_order, delete_order, edit_order
from delivery.services.planning import hold, release, resume, schedule, start, submit_review
from delivery.services.shipping import install, record_receipt, ship

__all__ = [
    "accept", "cancel", "close", "create_order", "delete_order", "edit_order", "end_warranty", "hold", "install",
    "record_receipt", "release", "resume", "schedule", "ship", "start", "submit_review",
]  # fmt: skip
