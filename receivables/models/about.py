"""What hangs on a receivable is its deal's and its customer's: rights, timelines and events look there."""


class AboutReceivable:
    """Mixed into a record with a `receivable`: the deal and customer it is about, without columns of its own."""

    @property
    def deal(self):
        return self.receivable.deal

    @property
    def deal_id(self):
        return self.receivable.deal_id

    @property
    def customer(self):
        return self.receivable.customer

    @property
    def customer_id(self):
        return self.receivable.customer_id
