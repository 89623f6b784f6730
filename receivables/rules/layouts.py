"""Vouchers in the layouts that general ledgers take: our own journal, Kingdee's and UFIDA's voucher import. Pure.

Where the columns come from: Kingdee K/3's 标准格式凭证 as its own voucher export writes it, and the note on that format
(365seal.com/y/58nr15DZpd.html); UFIDA U8's 总账工具 by its table of fields (100ksw.com/jsj/yynl/3/228066.shtml): day,
word and number name a voucher, its lines stand together, one of both amounts is not 0, and what is missing at the end
of a line may be left out.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from receivables.rules.vouchers import Line, Voucher

WORD = "记"
# K/3 and KIS: the columns of their standard voucher file, in their order.
KINGDEE = [
    "凭证日期", "会计年度", "会计期间", "凭证字", "凭证号", "科目代码", "科目名称", "币别代码", "币别名称",
    "原币金额", "借方金额", "贷方金额", "制单", "审核", "核准", "出纳", "经办", "结算方式", "结算号", "凭证摘要",
    "数量", "数量单位", "单价", "参考信息", "业务日期", "往来业务编号", "附件数", "序号", "系统模块", "业务描述",
    "汇率", "分录序号", "核算项目", "过账", "机制凭证", "现金流量",
]  # fmt: skip
CURRENCY_NAMES = {
    "CNY": "人民币", "USD": "美元", "EUR": "欧元", "GBP": "英镑", "JPY": "日元", "HKD": "港币",
}  # fmt: skip
# K/3 knows the home currency by its own code.
KINGDEE_HOME = "RMB"
# The U8 general ledger tool: a first line of its own, then these fields; what follows is empty.
UFIDA_FIRST = "填制凭证,V800"
UFIDA = [
    "制单日期", "凭证类别字", "业务号", "附单据数", "摘要", "科目编码", "金额借方", "金额贷方", "数量", "外币", "汇率",
    "制单人", "结算方式编码", "票号", "票号发生日期", "部门编码", "职员编码", "客户编码", "供应商编码", "业务员",
    "项目编码",
]  # fmt: skip
UFIDA_TEXT = 60


@dataclass(frozen=True)
class Layout:
    """header: the first row, None for none; rows(voucher, home, maker): a list of cells for each line."""

    header: list[str] | None
    rows: Callable[[Voucher, str, str], Iterable[list]]


def kingdee_rows(voucher: Voucher, home: str, maker: str):
    """K/3's standard rows: the customer as item class, code and name, parted as its tool reads them."""
    on = voucher.on
    for position, line in enumerate(voucher.lines, start=1):
        code = KINGDEE_HOME if line.currency == "CNY" else line.currency
        name = CURRENCY_NAMES.get(line.currency, line.currency)
        own = _own(line, home)
        item = f"客户---{line.customer[0]}---{line.customer[1]}" if line.customer[1] else ""
        yield [
            on, on.year, on.month, WORD, voucher.number, line.account.code, line.account.name, code, name, own,
            line.debit, line.credit, maker, "NONE", "NONE", "NONE", "", "", "", line.text, 0, "", 0, "", on, "", 0,
            voucher.number, "", "", _rate(line, home), position - 1, item, 0, "", "",
        ]  # fmt: skip


def ufida_rows(voucher: Voucher, home: str, maker: str):
    """U8's fields; the foreign amount and its rate only where the line is in another currency."""
    for line in voucher.lines:
        foreign = line.currency != home
        yield [
            voucher.on, WORD, voucher.number, 0, line.text[:UFIDA_TEXT], line.account.code, line.debit, line.credit, 0,
            _own(line, home) if foreign else 0, _rate(line, home) if foreign else 0, maker, "", "", "", "", "",
            line.customer[0] or line.customer[1], "", "", "",
        ]  # fmt: skip


def journal_rows(voucher: Voucher, home: str, maker: str):
    """Our own: a line as it is, for whatever reads a table."""
    for position, line in enumerate(voucher.lines, start=1):
        yield [
            voucher.on, voucher.number, position, line.account.code, line.account.name, line.debit, line.credit,
            line.currency, _own(line, home), _rate(line, home), line.customer[0], line.customer[1], line.text,
        ]  # fmt: skip


def ufida_text(cells: list) -> str:
    """A row of U8's text file: commas part the fields, so none may stand in one."""
    return ",".join(" ".join(_plain(cell).replace(",", "，").split()) for cell in cells)


def _plain(cell) -> str:
    return "" if cell is None else f"{cell:f}" if hasattr(cell, "as_tuple") else str(cell)


def _own(line: Line, home: str):
    """The amount in the line's own currency, with its side's sign as the books before show it."""
    if line.currency == home:
        return line.debit or line.credit
    return round(line.amount, 2)


def _rate(line: Line, home: str):
    value = abs(line.debit or line.credit)
    if line.currency == home or not line.amount:
        return 1
    return round(value / abs(line.amount), 6)
