"""Approvals for programs: what waits for me, voting, handing on, withdrawing."""
