"""A campaign of the demo companies whose web form brought two answers: a stranger's, and one of a lead there is."""

from integrations.demo.company import Company
from leads.campaign_models import Campaign
from leads.services.campaigns import save_campaign, take


def advertise(company: Company) -> Campaign:
    """The fair's form and what came in by it; the second answer is by the person of the first."""
    campaign = save_campaign(
        None, by=company.by("admin"), name="2026 工博会", source="exhibition", heading="预约产品演示",
        consent=f"我同意{company.tenant.name}为回复本次咨询使用以上信息。", thanks="谢谢，我们会在一个工作日内联系您。",
        sites=["https://www.example.com"],
    )  # fmt: skip
    person = {"company_name": "昆山恒达精密部件", "contact_name": "何鸣", "phone": "13900001111"}
    take(campaign, person | {"need": "想看视觉检测的现场演示"}, "demo-1")
    take(campaign, person | {"need": "预算已批，希望下周来访"}, "demo-2")
    return campaign
