"""One company with a million receivables and three million ledger entries, in a database that is kept between runs."""
