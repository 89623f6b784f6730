"""The records of the delivery stage."""

from delivery.models.acceptance import Acceptance, AcceptanceLine
from delivery.models.order import DeliveryOrder, OrderLine
from delivery.models.shipment import Shipment, ShipmentLine

__all__ = ["Acceptance", "AcceptanceLine", "DeliveryOrder", "OrderLine", "Shipment", "ShipmentLine"]
