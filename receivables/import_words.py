"""Headers by which the columns of the books before are known, in any language."""

WHO = {
    "customer": (
        "客户, 客户名称, 客户编码, 客户编号, 购货单位, 往来单位, 单位名称, customer name, "
        "customer number, account"
    ),
    "unified_code": "统一社会信用代码, 信用代码, 税号, tax id",
}
MONEY = {
    "amount": (
        "金额, 应收金额, 含税金额, 价税合计, 原币金额, 总金额, 应收总额, total, gross amount, "
        "invoice amount, original amount"
    ),
    "open_amount": (
        "余额, 未收金额, 未收, 应收余额, 未清金额, 欠款, 期末余额, open amount, balance, outstanding, open"
    ),
    "paid_amount": "已收金额, 已收, 已收款, 已回款, 回款金额, 已付金额, paid, paid amount, received",
    "paid_on": "收款日期, 回款日期, 最近收款日期, 到账日期, last payment, payment date",
    "currency": "币种, 币别, currency code, ccy",
    "due_on": "到期日, 到期日期, 应收日期, 付款到期日, 收款期限, due, payment due",
    "contract": "合同, 合同号, 合同编号, 订单号, contract number, order number, po number",
    "owner": "负责人, 业务员, 销售员, 客户经理, 催收人, salesperson, account manager",
}
RECEIVABLE = {
    "number": "应收单号, 单据号, 单据编号, 应收编号, 凭证号, document number, receivable number, number",
    "name": "款项, 款项名称, 摘要, 期次, 说明, description, item, text",
    "opened_on": "日期, 单据日期, 应收发生日, 发生日期, 入账日期, document date, posting date, date",
}
INVOICE = {
    "number": "发票号, 发票号码, 发票编号, 票号, invoice number, invoice no, number",
    "opened_on": "开票日期, 发票日期, 日期, invoice date, date",
    "tax_rate": "税率, vat rate",
    "tax_amount": "税额, 税金, vat, vat amount, tax amount",
    "fiscal_number": "数电票号码, 税务发票号码, 全电发票号码, e-invoice number",
    "vat_kind": "发票种类, 发票类型, 票种, invoice type",
    "description": "货物或服务名称, 商品名称, 品名, 项目名称, 摘要, goods, item",
    "receivable": "应收单号, 应收编号, receivable number",
}
RECEIPT = {
    "amount": "金额, 收款金额, 到账金额, 实收金额, 贷方发生额, amount received, receipt amount",
    "received_on": "收款日期, 到账日期, 日期, 入账日期, 交易日期, payment date, value date, date",
    "invoice": "发票号, 发票号码, 核销发票, invoice number, invoice no",
    "receivable": "应收单号, 应收编号, receivable number",
    "number": "收款单号, 收款编号, 流水号, 单据号, receipt no, payment number, number",
    "payer": "付款方, 付款人, 付款单位, 对方户名, payer name",
    "payer_account": "付款账号, 对方账号, payer account",
    "text": "摘要, 附言, 用途, 备注, remark, memo, text",
}
