"""Lines written before they had net and tax get their share of the invoice's; from then on each adds up."""

import django.db.models.expressions
from django.db import migrations, models

FILL = """
do $$
declare one uuid;
begin
  for one in select id from tenancy_tenant loop
    perform set_config('app.tenant_id', one::text, true);
    update receivables_invoiceitem item
       set tax = round(invoice.tax * item.amount / invoice.amount, 2),
           net = item.amount - round(invoice.tax * item.amount / invoice.amount, 2),
           tax_rate = case when invoice.net = 0 then 0 else least(round(invoice.tax / invoice.net, 4), 1) end
      from receivables_invoice invoice
     where invoice.tenant_id = item.tenant_id and invoice.id = item.invoice_id and item.tenant_id = one
       and item.net = 0 and item.tax = 0;
  end loop;
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("receivables", "0010_invoices_in_parts")]

    operations = [
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name="invoiceitem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "amount",
                        django.db.models.expressions.CombinedExpression(
                            models.F("net"), "+", models.F("tax")
                        ),
                    )
                ),
                name="invoice_item_adds_up",
            ),
        ),
    ]
