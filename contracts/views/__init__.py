"""The pages of contracts, amendments and the clause library."""
