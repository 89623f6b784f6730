"""Custom fields out of files: read as people write them, wrong ones named, and taken back with the rest."""

import pytest

from core.models import CustomField, CustomValue
from customers.models import Customer
from leads.models import Lead
from tenancy.custom_fields import add_field
from tests.integrations.conftest import counts

pytestmark = pytest.mark.django_db
OPTIONS = [
    {"code": "gold", "label": "金牌", "label_en": "Gold"},
    {"code": "tin", "label": "锡牌", "label_en": "Tin"},
]


@pytest.fixture(params=["customers", "leads"])
def kind(request, world):
    """Customers or leads, with one custom field of each type."""
    for type in CustomField.Type.values:
        add_field(
            by=world.by("admin"), kind=request.param, code=f"my_{type}", label=f"字段 {type}", label_en=f"Field {type}",
            type=type, options=OPTIONS if type in ("choice", "choices") else (),
        )  # fmt: skip
    return request.param


def test_a_file_brings_them(world, bring, write, work, kind):
    header = "公司名称,字段 text,字段 integer,Field money,my_date,字段 choices,字段 flag,字段 user"
    rows = [
        f'昆山一号机械有限公司,甲区,1.2万,"3,000.50",2026/3/1,金牌;锡牌,是,{world.ar.name}',
        "昆山二号机械有限公司,,一,,,,,",
        "昆山三号机械有限公司,,,,,银牌,,",
        "昆山四号机械有限公司,,1.5,,,,,",
        "昆山一号机械有限公司,乙区,,,,,,",
    ]
    upload = write(bring("\n".join([header, *rows]) + "\n", kind=kind))
    assert counts(upload) == {"created": 1, "failed": 3, "merged": 1}
    assert list(upload.rows.filter(fate="failed").order_by("position").values_list("column", flat=True)) == [
        "字段 integer", "字段 choices", "字段 integer",
    ]  # fmt: skip
    made = Customer.objects.get(name__startswith="昆山一号") if kind == "customers" else Lead.objects.get()
    assert made.custom == {
        "my_text": "甲区", "my_integer": 12000, "my_money": {"amount": "3000.50", "currency": "CNY"},
        "my_date": "2026-03-01", "my_choices": ["gold", "tin"], "my_flag": True,
        "my_user": {"id": str(world.ar.pk), "name": world.ar.name},
    }  # fmt: skip
    assert CustomValue.objects.filter(kind=kind, record_id=made.pk).count() == 7 + 1


def test_an_update_is_taken_back(world, bring, write, work, kind):
    header, name = "公司名称,字段 text,字段 integer\n", "昆山一号机械有限公司"
    write(bring(f"{header}{name},甲区,\n", kind=kind))
    model = Customer if kind == "customers" else Lead
    upload = bring(f"{header}{name},乙区,7\n", kind=kind)
    upload.policy = "update"
    upload.save()
    upload = write(upload)
    assert model.objects.get(pk=upload.rows.get().record_id).custom == {"my_text": "乙区", "my_integer": 7}
    from integrations.imports.asking import undo

    undo(upload, by=world.by("ar"))
    work(upload)
    assert model.objects.get(pk=upload.rows.get().record_id).custom == {"my_text": "甲区"}
