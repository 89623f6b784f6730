"""What is known of single banks beyond the words of their headers: by what their files are recognised, and options.

A preset is taken where all its marks are found: words of the title lines, or headers that only this bank uses so.
"""

from dataclasses import dataclass, field

from receivables.rules.statements import headers
from receivables.rules.statements.layout import Layout
from receivables.rules.statements.tables import Table


@dataclass(frozen=True)
class Preset:
    """name: as people know the bank. titles: any of these words above the header. sets: any of these sets of headers.

    columns: {header: role} where the general words would choose another column or none.
    """

    code: str
    name: str
    titles: tuple[str, ...] = ()
    sets: tuple[frozenset[str], ...] = ()
    columns: dict[str, str] = field(default_factory=dict)
    currency: str = "CNY"
    sign: str = ""


def _sets(*lines: str) -> tuple[frozenset[str], ...]:
    return tuple(frozenset(headers.bare(name) for name in line.split(",")) for line in lines)


PRESETS = (
    Preset(
        "alipay", "支付宝", ("支付宝", "alipay"),
        _sets(
            "账务流水号,业务流水号,收入金额（+元）,支出金额（-元）",
            "交易号,商家订单号,交易创建时间,收/支,资金状态",
            "交易订单号,商家订单号,收/支,收/付款方式",
        ),
        {"业务类型": "", "交易渠道": "", "交易分类": "", "类型": ""},
    ),
    Preset(
        "wechat", "微信支付", ("微信支付", "wechat"),
        _sets(
            "交易时间,交易类型,交易对方,商品,收/支,当前状态",
            "记账时间,微信支付业务单号,资金流水单号,收支类型,账户结余",
            # A merchant's bill 交易账单: what was settled and paid back of each order; the fee is in neither.
            "交易时间,商户号,微信订单号,交易状态,退款金额,费率",
        ),
        {"交易类型": "", "业务类型": "", "支付方式": "", "总金额": "credit"},
    ),
    Preset(
        "icbc", "工商银行", ("工商银行", "icbc", "明细查询文件下载", "[historydetail]"),
        _sets(
            "交易场所,钞/汇,记账金额(收入),记账金额(支出)",
            "本方账号,借/贷,对方行号,对方单位名称,个性化信息",
            "凭证号,对方单位名称,个性化信息",
        ),
        {"交易国家或地区简称": "", "交易场所": "text"},
    ),
    Preset(
        "boc", "中国银行", ("中国银行", "bank of china"),
        _sets(
            "付款人名称,收款人名称,交易后余额,起息日期",
            "查询账号,付款人名称,收款人名称",
        ),
        {"业务类型": "text"},
    ),
    Preset(
        "ccb", "建设银行", ("建设银行", "ccb"),
        _sets(
            "借方发生额（支取）,贷方发生额（收入）",
            "账户明细编号-交易流水号,企业流水号",
            "借方发生额/元(支取),贷方发生额/元(收入)",
        ),
        {"借方发生额/元(支取)": "debit", "贷方发生额/元(收入)": "credit", "对方开户机构": ""},
    ),
    Preset(
        "abc", "农业银行", ("农业银行", "agricultural bank"),
        _sets(
            "收入金额,支出金额,本次余额,手续费总额",
            "收入金额,支出金额,账户余额,交易行名",
            "交易时间戳,收入金额,支出金额",
        ),
    ),
    Preset(
        "bocom", "交通银行", ("交通银行", "bank of communications"),
        _sets(
            "交易时间,摘要,凭证种类,凭证号码,借方发生额,贷方发生额,余额",
            "记账日期,借贷标志,发生额,对方账号,对方户名,摘要",
        ),
    ),
    Preset(
        "cmb", "招商银行", ("招商银行", "cmb"),
        _sets(
            "交易日,交易时间,起息日,借方金额,贷方金额,流水号,业务名称",
            "记账日期,货币,交易金额,联机余额,交易摘要,对手信息",
            "收(付)方名称,收(付)方账号",
        ),
        {"交易类型": "text"},
    ),
    Preset(
        "spdb", "浦发银行", ("浦发银行", "浦东发展银行", "spdb"),
        _sets(
            "传票号码,交易流水号",
            "凭证号,借方金额,贷方金额,余额,摘要代码",
            "交易日期,交易时间,柜员流水号,借方发生额,贷方发生额",
        ),
    ),
    Preset(
        "citic", "中信银行", ("中信银行", "citic"),
        _sets(
            "柜员交易号,借方发生额,贷方发生额,账户余额",
            "柜员交易号,总金额",
        ),
    ),
)  # fmt: skip


def preset_of(table: Table) -> Preset | None:
    """The bank whose file this is, by its headers, else by its title lines; None where nothing names one."""
    names, title = set(table.bare), table.titles[0].casefold()
    by_headers = next((one for one in PRESETS if any(wanted <= names for wanted in one.sets)), None)
    return by_headers or next((one for one in PRESETS if any(word in title for word in one.titles)), None)


def applied(preset: Preset, layout: Layout, table: Table) -> Layout:
    """The layout with what is known of the bank."""
    for name, role in preset.columns.items():
        actual = next((one for one in table.header if headers.bare(one) == headers.bare(name)), None)
        if actual is None or (layout.columns.get(actual) == "direction" and role != "direction"):
            continue  # a column whose cells say in or out is one, whatever it is called
        layout.columns.pop(actual, None)
        if role:
            layout.columns[actual] = role
    layout.bank, layout.currency, layout.sign = preset.name, preset.currency, preset.sign
    return layout
