"""The floor: the least that DRF needs to keep and list leads. No rights, no tenants, no history, no search."""
