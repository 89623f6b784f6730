"""Banks' tables: known by their headers, whole-file decisions, what is asked, and presets for Chinese banks."""

from datetime import date
from decimal import Decimal

import pytest

from core.currencies import CURRENCIES
from receivables.rules.statements.layout import Layout, from_json
from receivables.rules.statements.reading import Asked, read
from receivables.rules.statements.shape import EncodingAsked, MappingAsked, Unreadable

ASKED = Asked(CURRENCIES, "CNY")
D = Decimal


def table(text, mapping=None, **options):
    raw = text if isinstance(text, bytes) else text.strip("\n").encode()
    return read(raw, Asked(CURRENCIES, "CNY", mapping=mapping, **options))


def one(text, **options):
    (statement,) = table(text, **options).statements
    return statement


def told(statement):
    return [(e.booked_on.isoformat(), e.amount, e.payer, e.text) for e in statement.entries]


# What these banks' exports look like, in short; written for this test.
BANKS = {
    "工商银行": """
明细查询文件下载
卡号: 6222****1111,"卡别名: "

交易日期,摘要,交易场所,钞/汇,交易金额(收入),交易金额(支出),交易币种,记账金额(收入),记账金额(支出),记账币种,余额,对方户名
2026-11-20\t,"手续费\t","\t",钞\t,"-\t","-\t",-\t,"\t","5.00\t",人民币\t,"3,195.00\t","\t",
2026-11-19\t,"货款\t","网上银行\t",钞\t,"-\t","-\t",-\t,"1,200.00\t","\t",人民币\t,"3,200.00\t","苏州恒岳\t",

人民币合计,,,,,,,"1,200.00","5.00",
""",
    "中国银行": """
查询账号[ Inquirer account number ],110900001111
交易类型[ Type ],付款人名称,收款人名称,交易日期,起息日期,交易货币,交易金额[ Amount ],交易后余额,摘要[ Reference ]
来账,苏州恒岳,远澜智能,20261119,20261119,CNY,1200.00,3200.00,货款
往账,远澜智能,中国银行,20261120,20261120,CNY,-5.00,3195.00,手续费
""",
    "建设银行": """
账号,账户名称,交易时间,借方发生额（支取）,贷方发生额（收入）,余额,币种,对方户名,对方账号,记账日期,摘要,备注,账户明细编号-交易流水号,企业流水号
32050100,远澜智能,20261119 10:20:30,0.00,1200.00,3200.00,人民币元,苏州恒岳,6222001,20261119,货款,,101,
32050100,远澜智能,20261120 11:20:30,5.00,0.00,3195.00,人民币元,,,20261120,手续费,,102,
""",
    "农业银行": """
账户明细
交易时间,收入金额,支出金额,账户余额,交易行名,对方省市,对方账号,对方户名,交易用途
2026-11-20 11:20:30,,5.00,"3,195.00",农行苏州,,,,手续费
2026-11-19 10:20:30,"1,200.00",,"3,200.00",农行苏州,江苏,6222001,苏州恒岳,货款
""",
    "交通银行": """
交易时间,摘要,凭证种类,凭证号码,借方发生额,贷方发生额,余额,对方账号,对方户名
2026-11-19 10:20:30,货款,,,,1200.00,3200.00,6222001,苏州恒岳
2026-11-20 11:20:30,手续费,,,5.00,,3195.00,,
""",
    "招商银行": """
账号,账号名称,币种,交易日,交易时间,起息日,交易类型,借方金额,贷方金额,余额,摘要,流水号,业务名称,收(付)方名称,收(付)方账号
512900001111,远澜智能,人民币,20261119,102030,20261119,汇入,,1200.00,3200.00,货款,A1,网银,苏州恒岳,6222001
512900001111,远澜智能,人民币,20261120,112030,20261120,收费,5.00,,3195.00,手续费,A2,网银,,
""",
    "浦发银行": """
交易日期,交易时间,凭证号,借方金额,贷方金额,余额,摘要代码,对方账号,对方户名,摘要
20261119,102030,1,,1200.00,3200.00,XJ,6222001,苏州恒岳,货款
20261120,112030,2,5.00,,3195.00,SF,,,手续费
""",
    "中信银行": """
交易日期,交易时间,柜员交易号,借方发生额,贷方发生额,账户余额,对方账号,对方账户名称,摘要
2026-11-19,10:20:30,T1,,1200.00,3200.00,6222001,苏州恒岳,货款
2026-11-20,11:20:30,T2,5.00,,3195.00,,,手续费
""",
    "支付宝": """
#支付宝账务明细查询
#账号：[2088000000001111]
#起始日期：[2026年11月01日 00:00:00]   终止日期：[2026年12月01日 00:00:00]
#-----------------------------------------账务明细列表----------------------------------------
账务流水号,业务流水号,商户订单号,商品名称,发生时间,对方账号,收入金额（+元）,支出金额（-元）,账户余额（元）,交易渠道,业务类型,备注
1\t,2026\t,T1\t,货款,2026-11-19 10:20:30,suzhou@example.com,1200.00,0.00,3200.00,支付宝,在线支付,
2\t,2027\t,T2\t,手续费,2026-11-20 11:20:30,,0.00,-5.00,3195.00,支付宝,收费,
#-----------------------------------------账务明细列表结束------------------------------------
#支出合计：1笔，共5.00元
#收入合计：1笔，共1200.00元
""",
    "微信支付": """
微信支付账单明细,,,
微信昵称：[测试],,,
----------------------微信支付账单明细列表--------------------,,,
交易时间,交易类型,交易对方,商品,收/支,金额(元),支付方式,当前状态,交易单号,商户单号,备注
2026-11-20 11:20:30,商户消费,银行,手续费,支出,¥5.00,零钱,支付成功,"102\t","T2\t",/
2026-11-19 10:20:30,转账,苏州恒岳,货款,收入,¥1200.00,/,已存入零钱,"101\t","T1\t",/
2026-11-18 10:20:30,零钱提现,银行,/,/,¥100.00,银行,提现已到账,"100\t","T0\t",/
""",
}


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
@pytest.mark.parametrize("bank", BANKS)
def test_chinese_banks_are_known(bank, encoding):
    found = table(BANKS[bank].strip("\n").encode(encoding))

    (statement,) = found.statements
    assert found.bank == bank and found.encoding == encoding
    assert sorted(e.amount for e in statement.entries) == [D("-5.00"), D("1200.00")]
    paid = next(e for e in statement.entries if e.amount > 0)
    assert (paid.booked_on, statement.currency) == (date(2026, 11, 19), "CNY")
    assert paid.payer == ("" if bank == "支付宝" else "苏州恒岳") and "货款" in paid.text
    assert not statement.is_held, found.problems


def ticked(line: str) -> str:
    return ",".join(f"`{cell}" for cell in line.split(","))


def test_a_merchant_s_wechat_bill_is_its_orders_and_refunds_with_ticks_and_totals_left_out():
    rows = [
        "交易时间,公众账号ID,商户号,微信订单号,商户订单号,交易类型,交易状态,货币种类,应结订单金额,代金券金额,微信退款单号,"
        "退款金额,退款类型,退款状态,商品名称,手续费,费率,订单金额,申请退款金额",
        ticked(
            "2026-11-19 10:20:30,wx1,10000100,1001,T1,JSAPI,SUCCESS,CNY,1200.00,0.00,0,0.00,,,货款,7.2,0.60%,1210.00,0"
        ),
        ticked(
            "2026-11-20 11:20:30,wx1,10000100,1002,T2,APP,REFUND,CNY,0.00,0.00,2001,5.00,FULL,OK,退货,-0.03,1%,0,5"
        ),
        "总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额",
        ticked("2,1200.00,5.00,0.00,7.17,1210.00,5.00"),
    ]

    found = table("\n".join(rows))

    (statement,) = found.statements
    assert (found.bank, found.layout, statement.account, statement.currency) == (
        "微信支付",
        "wechat",
        "10000100",
        "CNY",
    )
    assert told(statement) == [
        ("2026-11-19", D("1200.00"), "", "货款"),
        ("2026-11-20", D("-5.00"), "", "退货"),
    ]
    assert [e.bank_reference for e in statement.entries] == ["1001", "1002"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Buchungstag;Valuta;Beguenstigter/Zahlungspflichtiger;Verwendungszweck;Betrag;Waehrung\n"
            "23.11.26;23.11.26;ACME GmbH;Rechnung 1;1.234,56;EUR\n24.11.26;24.11.26;Bank;Gebuehr;-5,00;EUR\n",
            [("2026-11-23", D("1234.56"), "ACME GmbH", "Rechnung 1"), ("2026-11-24", D("-5.00"), "Bank", "Gebuehr")],
        ),
        (
            '"Datum","Naam / Omschrijving","Rekening","Tegenrekening","Code","Af Bij","Bedrag (EUR)","Mededelingen"\n'
            '"20261123","ACME BV","NL01INGB0001","NL02RABO0002","GT","Bij","1234,56","factuur 1"\n'
            '"20261124","Bank","NL01INGB0001","","DV","Af","5,00","kosten"\n',
            [("2026-11-23", D("1234.56"), "ACME BV", "factuur 1"), ("2026-11-24", D("-5.00"), "Bank", "kosten")],
        ),
        (
            "Date,Description,Debit,Credit,Balance\n11/23/2026,ACME invoice 1,,\"1,234.56\",\"1,334.56\"\n"
            "11/24/2026,Fee,5.00,,\"1,329.56\"\n",
            [("2026-11-23", D("1234.56"), "", "ACME invoice 1"), ("2026-11-24", D("-5.00"), "", "Fee")],
        ),
        (
            "Date\tDetails\tAmount\n23 Nov 2026\tACME\t1 234,56\n24 Nov 2026\tFee\t(5,00)\n",
            [("2026-11-23", D("1234.56"), "", "ACME"), ("2026-11-24", D("-5.00"), "", "Fee")],
        ),
        (
            "交易日期,金额,借贷标志,对方户名,摘要\n２０２６／１１／２３,￥１，２３４．５６,贷,甲公司,货款\n2026/11/24,5.00,借,,费\n",
            [("2026-11-23", D("1234.56"), "甲公司", "货款"), ("2026-11-24", D("-5.00"), "", "费")],
        ),
    ],
)  # fmt: skip
def test_tables_of_the_world_are_known_by_their_headers(text, expected):
    assert told(one(text)) == expected


def test_an_order_of_dates_that_nothing_shows_is_asked_and_taken():
    text = "Date,Details,Amount\n03/04/2026,a,1.50\n05/06/2026,b,-2.50\n"

    with pytest.raises(MappingAsked) as asked:
        one(text)
    assert asked.value.missing == ("date_order",)
    assert [e.booked_on.month for e in one(text, mapping=Layout(date_order="dmy")).entries] == [4, 6]
    assert [e.booked_on.month for e in one(text, mapping=Layout(date_order="mdy")).entries] == [3, 5]


def test_one_date_shows_the_order_of_all_and_two_that_differ_are_refused():
    assert [
        e.booked_on.month for e in one("Date,Details,Amount\n03/04/2026,a,1.5\n25/04/2026,b,-2.5\n").entries
    ] == [4, 4]
    with pytest.raises(Unreadable) as refused:
        one("Date,Details,Amount\n04/25/2026,a,1.5\n25/04/2026,b,-2.5\n")
    assert refused.value.line == 3


def test_a_decimal_mark_that_nothing_shows_is_asked():
    text = 'Date,Details,Amount\n2026-11-23,a,"1,234"\n2026-11-24,b,-500\n'

    with pytest.raises(MappingAsked) as asked:
        one(text)
    assert asked.value.missing == ("decimal_mark",)
    assert one(text, mapping=Layout(decimal_mark=".")).entries[0].amount == 1234
    assert one(text, mapping=Layout(decimal_mark=",")).entries[0].amount == D("1.234")


def test_unknown_columns_are_asked_and_a_mapping_reads_them():
    text = "Foo,Bar,Baz\n2026-11-23,ACME,5.00\n2026-11-24,Bank,-1.00\n"

    with pytest.raises(MappingAsked) as asked:
        one(text)
    assert asked.value.table.header == ["Foo", "Bar", "Baz"]
    mapping = from_json({"Foo": "booked_on", "Bar": "payer", "Baz": "amount", "sign": "reversed"})
    assert told(one(text, mapping=mapping)) == [
        ("2026-11-23", D("-5.00"), "ACME", ""),
        ("2026-11-24", D("1.00"), "Bank", ""),
    ]


def test_a_running_balance_is_checked_line_by_line_in_either_order():
    rows = ["2026-11-21,10.00,110.00", "2026-11-22,-5.00,105.00", "2026-11-23,7.00,112.00"]

    for order in (rows, rows[::-1]):
        statement = one("Date,Amount,Balance\n" + "\n".join(order))
        assert statement.adds_up and (statement.opening.amount, statement.closing.amount) == (100, 112)
    broken = table("Date,Amount,Balance\n" + "\n".join([rows[0], rows[1].replace("105", "106"), rows[2]]))
    assert broken.statements[0].is_held and broken.problems[0].line == 3


def test_rows_that_moved_no_money_are_left_out_and_counted():
    found = table(
        "交易时间,交易对方,收/支,金额,交易状态\n2026-11-23 10:00:00,甲,收入,5.00,交易成功\n"
        "2026-11-23 11:00:00,乙,收入,9.00,交易关闭\n"
        "2026-11-23 12:00:00,丙,不计收支,3.00,退款成功\n2026-11-23 13:00:00,丁,不计收支,4.00,交易成功\n"
    )

    assert [e.amount for e in found.statements[0].entries] == [5, 3]
    assert [p.line for p in found.problems if "1" in p.detail] == [3, 5]


@pytest.mark.parametrize(
    ("row", "line"),
    [
        ("2026-11-23,x,NaN,CNY", 2),
        ("2026-11-23,x,1e5,CNY", 2),
        ("2026-11-23,x,1.123456,CNY", 2),
        ("2026-11-23,x,5.00,XXZ", 2),
        ("2026-13-23,x,5.00,CNY", 2),
        ("someday,x,5.00,CNY", 2),
        ("2026-11-23,x", 2),
    ],
)
def test_bad_cells_are_refused_with_their_line(row, line):
    with pytest.raises(Unreadable) as refused:
        one(
            f"日期,摘要,金额,币种\n{row}\n2026-11-24,y,-7.00,CNY\n2026-11-25,z,-7.00,CNY\n2026-11-26,z,-7.00,CNY"
        )
    assert refused.value.line == line


def test_an_impossible_day_is_the_last_of_its_month_and_five_decimals_stay():
    found = table("日期,金额\n2026-02-30,1.23456\n")

    (entry,) = found.statements[0].entries
    assert (entry.booked_on, entry.amount) == (date(2026, 2, 28), D("1.23456"))
    assert found.problems[0].line == 2


def test_letters_that_could_be_of_several_alphabets_are_asked():
    text = "Data;Opis;Kwota\n2026-11-23;Wypłata środków żółw;-5,00\n".encode("cp1250")

    with pytest.raises(EncodingAsked):
        one(text)
    assert one(text, encoding="cp1250").entries[0].text == "Wypłata środków żółw"


def test_several_accounts_and_currencies_are_statements_of_their_own():
    found = table(
        "账号,日期,金额,币种\nA1,2026-11-23,5.00,CNY\nA2,2026-11-23,6.00,CNY\nA1,2026-11-24,-7.00,美元\n"
    )

    assert [(s.account, s.currency, s.total) for s in found.statements] == [
        ("A1", "CNY", 5),
        ("A2", "CNY", 6),
        ("A1", "USD", -7),
    ]


def test_a_column_of_money_out_alone_is_money_out():
    assert [e.amount for e in one("Date,Details,Debit\n2026-11-23,a,5.00\n2026-11-24,b,6.00\n").entries] == [
        -5,
        -6,
    ]
