"""Files of leads taken in: tried, written, cancelled, undone; every row accounted for."""

from django.core.files.uploadedfile import SimpleUploadedFile

from core.relay import drain
from integrations.imports.asking import start
from integrations.imports.intake import receive
from integrations.models import Import
from leads.models import Lead

HEADER = "公司名称,姓名,手机,邮箱,感兴趣的产品,预算（万）,来源渠道,跟进人,省市,备注2\n"
GOOD = "苏州瀚成电子有限公司,骆启航,13905120001,luo@hancheng.example,柔性装配线,640,工博会 · 展台扫码,,江苏苏州,\n"


def file_of(text: str, encoding="utf-8", name="名单.csv"):
    return SimpleUploadedFile(name, text.encode(encoding))


def brought(world, text, role="ar", **more) -> Import:
    return receive("leads", file_of(text, **more), by=world.by(role))


def run(world, upload, *, dry_run=False, role="ar") -> Import:
    """Start it and do all that is then due."""
    start(upload, by=world.by(role), dry_run=dry_run)
    drain(world.tenant.pk)
    return Import.objects.get(pk=upload.pk)


def counts(upload) -> dict:
    found = {name: getattr(upload, name) for name in ("created", "updated", "merged", "skipped", "failed")}
    assert sum(found.values()) == upload.rows_total == upload.rows.count()
    return {name: count for name, count in found.items() if count}


def test_a_row_becomes_a_lead_with_everything_it_told(world):
    upload = run(world, brought(world, HEADER + GOOD))

    lead = Lead.objects.get()
    assert counts(upload) == {"created": 1}
    assert (lead.company_name, lead.contact_name, lead.phone) == (
        "苏州瀚成电子有限公司",
        "骆启航",
        "13905120001",
    )
    assert (lead.need, lead.expected_amount or lead.budget, lead.source) == (
        "柔性装配线",
        6_400_000,
        "exhibition",
    )
    assert lead.source_note == "工博会 · 展台扫码"
    assert lead.number.startswith("LD-")


def test_a_trial_writes_nothing_and_foresees_what_the_writing_does(world):
    text = (
        HEADER
        + GOOD
        + GOOD
        + "常州启明,单文静,139051288,,AGV,面议,,,,\n"
        + "无锡某厂,尤明,13905120003,,,,,,,\n"
    )
    upload = brought(world, text)

    tried = run(world, upload, dry_run=True)
    assert (counts(tried), Lead.objects.count()) == ({"created": 2, "merged": 1, "failed": 1}, 0)

    written = run(world, upload)
    assert (counts(written), Lead.objects.count()) == ({"created": 2, "merged": 1, "failed": 1}, 2)
    assert written.state == "partial"
