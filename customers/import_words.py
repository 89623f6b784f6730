"""The headers and words by which files of customers and contacts are understood."""

from core.imports import listed
from customers.states import DecisionRole, PaymentMode, Size

# The surest header first.
CUSTOMER_HEADERS = {
    "name": """
        客户名称, 公司名称, 企业名称, 单位名称, 客户, 公司, 名称, customer, customer name, company, company name,
        account name, name
    """,
    "unified_code": "统一社会信用代码, 统一信用代码, 信用代码, 社会信用代码, credit code, registration number",
    "industry": "行业, 所属行业, 客户行业, sector",
    "region": "地区, 区域, 省市, 省份, 城市, 所在地, city, state region, state, province, country, location",
    "size": "规模, 企业规模, 人员规模, company size",
    "payment_mode": "付款方式, 结算方式, payment terms",
    "owner": "客户责任人, 负责人, 跟进人, 销售, 业务员, account owner, company owner, sales rep, owner name",
    "billing_title": "发票抬头, 开票名称, 开票抬头, invoice title",
    "billing_tax_number": "税号, 纳税人识别号, tax number, tax id, vat number",
    "billing_bank": "开户行, 开户银行, bank name",
    "billing_account": "银行账号, 开户账号, 账号, bank account, account number",
    "billing_address": "注册地址, 开票地址, 地址, address, street, billing street",
    "billing_phone": "注册电话, 开票电话, registered phone",
}
CONTACT_HEADERS = {
    "customer": """
        客户名称, 公司名称, 企业名称, 单位名称, 客户, 公司, 单位, customer, customer name, company,
        company name, account name, associated company, organization
    """,
    "unified_code": "统一社会信用代码, 统一信用代码, 信用代码, credit code",
    "name": "姓名, 联系人, 联系人姓名, 名字, full name, contact name, contact, name",
    "first_name": "名, first name, given name",
    "last_name": "姓, last name, surname, family name",
    "title": "职务, 职位, 岗位, job title, position",
    "function": "部门, 职能, 所在部门, department, role",
    "phone": "手机, 电话, 手机号, 联系电话, 联系方式, mobile, mobile phone, phone number, telephone, work phone",
    "email": "邮箱, 电子邮箱, 电子邮件, 邮件, email address, mail",
    "decision_role": "决策角色, 采购角色, 决策链角色, buying role, decision role",
}
SIZES = {"大型": Size.LARGE, "中型": Size.MEDIUM, "小型": Size.SMALL, "微型": Size.MICRO}
MODES = {
    "赊销": PaymentMode.CREDIT, "账期": PaymentMode.CREDIT, "月结": PaymentMode.CREDIT,
    "先款后货": PaymentMode.PREPAYMENT, "预付": PaymentMode.PREPAYMENT, "现结": PaymentMode.PREPAYMENT,
    "prepaid": PaymentMode.PREPAYMENT,
}  # fmt: skip
ROLES = {
    "决策人": DecisionRole.DECIDES, "决策者": DecisionRole.DECIDES, "decision maker": DecisionRole.DECIDES,
    "预算": DecisionRole.BUDGET, "budget holder": DecisionRole.BUDGET, "影响者": DecisionRole.INFLUENCES,
    "influencer": DecisionRole.INFLUENCES, "技术把关": DecisionRole.TECHNICAL, "使用者": DecisionRole.USES,
    "end user": DecisionRole.USES, "采购": DecisionRole.BUYS, "buyer": DecisionRole.BUYS,
}  # fmt: skip
FUNCTION_WORDS = {
    word: code
    for code, text in {
        "management": "高管, 总经理办公室, 总经办, 管理层, executive, general management",
        "production": "生产部, 制造部, 车间, manufacturing, operations",
        "technology": "技术部, 工艺部, 研发部, 研发, engineering, r&d",
        "purchasing": "采购部, 采购中心, 采购, procurement, sourcing",
        "finance": "财务部, 财务, accounting",
        "legal": "法务部, 法务",
        "quality": "质量部, 品质部, 品质, 质量",
        "logistics": "物流部, 物流, 仓储, supply chain, warehouse",
        "it": "信息部, 信息中心, 信息化部, information technology",
        "equipment": "设备部, 设备科, 设备, maintenance",
    }.items()
    for word in listed(text)
}
LIMIT_HEADERS = {
    "customer": "客户, 客户名称, 客户编码, 客户编号, 单位名称, customer name, customer number, account",
    "unified_code": "统一社会信用代码, 统一信用代码, 信用代码, credit code",
    "amount": "额度, 信用额度, 授信额度, 金额, 授信金额, limit, credit limit",
    "valid_until": "有效期, 有效期至, 到期日, 失效日期, 截止日期, valid to, expires, expiry date, end date",
    "reason": "说明, 原因, 备注, 依据, note, remark",
}
