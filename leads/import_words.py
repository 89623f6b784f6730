"""The headers and words by which files of leads are understood: of trade fairs, HubSpot, Zoho, Salesforce."""

from core.imports import listed
from leads.states import Source

# The surest header first.
HEADERS = {
    name: listed(text)
    for name, text in {
        "number": "线索编号, 编号, lead number, number",
        "company_name": """
            公司名称, 公司, 企业名称, 单位名称, 单位, 客户名称, 客户, 客户公司, 参展单位, company name,
            company, company account, account name, account, organization, organisation, associated company, firm
        """,
        "unified_code": "统一社会信用代码, 统一信用代码, 信用代码, 社会信用代码, 税号, credit code, tax id",
        "contact_name": """
            联系人, 姓名, 联系人姓名, 名字, 客户联系人, full name, contact name, name, contact,
            lead name
        """,
        "first_name": "名, first name, given name",
        "last_name": "姓, last name, surname, family name",
        "phone": """
            手机, 电话, 手机号, 手机号码, 联系电话, 联系方式, 移动电话, 手机或电话, mobile, mobile phone,
            mobile phone number, phone number, telephone, tel
        """,
        "other_phone": "座机, 办公电话, 固定电话, 备用电话, other phone, work phone, business phone, mobile",
        "email": "邮箱, 电子邮箱, 电子邮件, 邮件, 邮箱地址, email, email address, mail",
        "job_title": "职务, 职位, 岗位, job title, title, position, role",
        "job_department": "部门, 所在部门, department",
        "subject": "标题, 主题, 线索名称, 线索标题, 项目名称, topic, opportunity name, deal name",
        "need": """
            需求, 需求描述, 客户需求, 感兴趣的产品, 意向产品, 产品需求, 咨询内容, description,
            requirement, requirements, product interest, interest, message, notes
        """,
        "note": "备注, 说明, 跟进记录, note, remark, remarks, comment, comments",
        "solution": "方案, 解决方案, solution",
        "expected_amount": """
            预计金额, 金额, 预计成交金额, 意向金额, 商机金额, amount, deal amount, opportunity value,
            expected revenue, value
        """,
        "budget": "预算, 预算金额, 项目预算, budget amount",
        "expected_start_on": """
            预计启动, 预计开始, 预计启动日期, 启动时间, 开工日期, 计划时间, start date,
            expected close date, close date, timeline
        """,
        "source": "来源, 线索来源, 来源渠道, 渠道, 客户来源, lead source, original source, channel",
        "source_note": """
            来源说明, 来源备注, 活动名称, 展会名称, campaign, campaign name, lead source detail,
            platform
        """,
        "industry": "行业, 所属行业, 客户行业, sector",
        "region": """
            区域, 地区, 省市, 省份, 城市, 所在地, 省/市, state region, state, city, province, country,
            country region, location
        """,
        "is_strategic": "战略, 战略客户, 重点客户, key account",
        "owner": """
            负责人, 跟进人, 线索负责人, 销售, 业务员, 销售代表, lead owner, contact owner, sales rep,
            assigned to, owner name
        """,
    }.items()
}
# {word: Source}: what the source's column says, or begins or ends with.
SOURCES = {
    word: source
    for source, text in {
        Source.COMPANY_PRESENTATION: "公司介绍",
        Source.TECHNICAL_EXCHANGE: "技术交流",
        Source.HEADQUARTERS_VISIT: "总部参观",
        Source.REFERENCE_SITE: "样板点, 样板点参观",
        Source.EXHIBITION: "展会, 工博会, 研讨会, 会议, trade show, event, events, conference, seminar, webinar",
        Source.EXECUTIVE_MEETING: "高层会晤",
        Source.TENDER_NOTICE: "招标, 招标公告, tender",
        Source.CAMPAIGN: "市场活动, 活动, advertisement, email campaign",
        Source.SERVICE_ISSUE: "服务, 售后",
        Source.PARTNER: "伙伴, 合作伙伴, 渠道, partner referral, referral",
        Source.WEB_FORM: "官网, 网站, web, website, web download, organic search",
        Source.IMPORT: "导入",
    }.items()
    for word in listed(text)
}
