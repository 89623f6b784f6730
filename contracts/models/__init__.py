"""The records of the contract stage."""

from contracts.models.amendment import Amendment
from contracts.models.clauses import Clause, ClauseOpinion, ContractClause
from contracts.models.contract import Contract
from contracts.models.handover import HandoverPoint

__all__ = ["Amendment", "Clause", "ClauseOpinion", "Contract", "ContractClause", "HandoverPoint"]
