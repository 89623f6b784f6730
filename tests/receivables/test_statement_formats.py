"""MT942, CAMT and OFX as banks write them: what is a line, what is held, what is refused with its place."""

from datetime import date
from decimal import Decimal

import pytest

from core.currencies import CURRENCIES
from receivables.rules.statements import narrative
from receivables.rules.statements.reading import Asked, read
from receivables.rules.statements.shape import Unreadable
from tests.factories import bank_files
from tests.factories.bank_files import Paid

ASKED = Asked(CURRENCIES, "EUR")
D = Decimal
LINES = [Paid(D("250.50"), date(2026, 11, 20), "ACME", "Invoice 7", "B1")]


def file(text):
    return read(text if isinstance(text, bytes) else text.encode(), ASKED)


def test_an_interim_report_has_no_balances_and_is_not_held():
    found = file(
        ":20:1\n:25:NL02ABNA0123456789 EUR\n:28C:5/1\n:34F:EURD0,\n:13D:2611201200+0100\n"
        ":61:261120C100,00NTRFNONREF//77\n:86:/NAME/ACME/REMI/1/\n:90D:0EUR0,\n:90C:1EUR90,00\n-\n"
    )

    (report,) = found.statements
    assert (found.format, report.account, report.currency) == ("mt942", "NL02ABNA0123456789", "EUR")
    assert report.interim and not report.is_held and "90C" in found.problems[0].detail


@pytest.mark.parametrize(
    ("text", "payer", "account", "purpose", "reference"),
    [
        (
            "166?00GUTSCHRIFT?10931?20EREF+E1 SVWZ+RE 4711 CT-20?2126-000001?30DEUTDEFF?31DE0212?32ACME GMBH",
            "ACME GMBH", "DE0212", "RE 4711 CT-20 26-000001 E1", "E1",
        ),
        (
            "020~00XX~20FAKTURA 1~30106000~31770000~32HUTA SZKLA~33KRAKOW~38PL1234",
            "HUTA SZKLAKRAKOW", "PL1234", "FAKTURA 1", "",
        ),
        ("/TRTP/SEPA OVERBOEKING/IBAN/NL02/BIC/ABNANL2A/NAME/ACME BV/REMI/factuur 1/EREF/NOTPROVIDED",
         "ACME BV", "NL02", "factuur 1", ""),
        ("/EREF/E9//CNTP/NL01/INGBNL2A/ACME NV///REMI/USTD//factuur 12/", "ACME NV", "NL01", "factuur 12 E9", "E9"),
        ("/ORDP//NAME/ACME/ADDR/STREET/REMI/CT 5/OCMT/USD100,/", "ACME", "", "CT 5", ""),
        ("FOREIGN TRANSFER BY ORDER OF: ACME TRADING LTD, LONDON", "ACME TRADING LTD", "",
         "FOREIGN TRANSFER BY ORDER OF: ACME TRADING LTD, LONDON", ""),
        ("SVWZ+Rechnung 5 ABWA+ACME AG", "ACME AG", "", "Rechnung 5", ""),
    ],
)  # fmt: skip
def test_field_86_in_the_habits_of_countries(text, payer, account, purpose, reference):
    told = narrative.read(text)

    assert (told.payer, told.account, told.purpose, told.end_to_end) == (payer, account, purpose, reference)


# --- CAMT ---------------------------------------------------------------------------------------------------------


def camt(before="", after="", **options):
    text = bank_files.camt053(LINES, **options).decode()
    assert before in text
    return text.replace(before, after) if before else text


@pytest.mark.parametrize("version", ["01", "02", "03", "04", "06", "08", "10", "13"])
@pytest.mark.parametrize("prefix", ["", "ns0"])
def test_every_version_and_prefix_is_read(version, prefix):
    found = file(camt(version=version, prefix=prefix))

    (entry,) = found.statements[0].entries
    assert found.format == "camt053" and found.statements[0].adds_up
    assert (entry.amount, entry.payer, entry.text, entry.bank_reference) == (
        D("250.50"),
        "ACME",
        "Invoice 7",
        "B1",
    )


BATCH = "".join(
    f"<TxDtls><Refs><EndToEndId>E{n}</EndToEndId></Refs><AmtDtls><TxAmt><Amt Ccy='EUR'>{amount}</Amt></TxAmt></AmtDtls>"
    f"<RltdPties><Dbtr><Nm>P{n}</Nm></Dbtr></RltdPties></TxDtls>"
    for n, amount in ((1, "200.00"), (2, "50.50"))
)


def batch(second="50.50"):
    text = camt(version="02")
    start, end = text.index("<NtryDtls>") + 10, text.index("</NtryDtls>")
    return text[:start] + BATCH.replace("50.50", second) + text[end:]


def test_a_sum_of_several_payments_is_a_line_for_each():
    entries = file(batch()).statements[0].entries

    assert [(e.amount, e.payer, e.customer_reference) for e in entries] == [
        (200, "P1", "E1"),
        (D("50.50"), "P2", "E2"),
    ]
    assert {e.order for e in entries} == {1} and {e.sum for e in entries} == {D("250.50")}


def test_payments_that_do_not_add_up_to_their_sum_stay_one_line():
    found = file(batch("50.49"))

    assert [e.amount for e in found.statements[0].entries] == [D("250.50")] and found.problems


def test_pending_entries_are_not_booked_and_the_statement_is_held():
    found = file(camt("BOOK", "PDNG"))

    assert found.statements[0].entries == [] and found.statements[0].is_held and len(found.problems) == 2


def test_a_reversal_goes_the_way_that_it_says():
    text = camt("<CdtDbtInd>CRDT</CdtDbtInd><Sts>", "<CdtDbtInd>DBIT</CdtDbtInd><RvslInd>true</RvslInd><Sts>")

    (entry,) = file(text).statements[0].entries
    assert entry.reversal and entry.amount == D("-250.50")


def test_charges_instructed_amount_and_creditor_reference_are_kept():
    more = (
        "<AmtDtls><InstdAmt><Amt Ccy='USD'>300.00</Amt><CcyXchg><XchgRate>1.2</XchgRate></CcyXchg></InstdAmt></AmtDtls>"
        "<Chrgs><Rcrd><Amt Ccy='EUR'>1.50</Amt></Rcrd></Chrgs><RmtInf><Strd><CdtrRefInf><Ref>RF18CT</Ref></CdtrRefInf>"
        "</Strd></RmtInf><RltdPties>"
    )
    (entry,) = file(camt("<RltdPties>", more)).statements[0].entries

    assert (
        entry.details == {"charges": "1.50 EUR", "instructed": "300.00 USD", "rate": "1.2"}
        and "RF18CT" in entry.text
    )


@pytest.mark.parametrize(
    ("before", "after", "path"),
    [
        ('<Amt Ccy="EUR">250.50', '<Amt Ccy="EUR">NaN', "/Document/BkToCstmrStmt/Stmt/Ntry/Amt"),
        ('<Amt Ccy="EUR">250.50', '<Amt Ccy="XXZ">250.50', "/Document/BkToCstmrStmt/Stmt/Ntry/Amt/@Ccy"),
        ("<BookgDt><Dt>2026-11", "<BookgDt><Dt>2026-13", "/Document/BkToCstmrStmt/Stmt/Ntry/BookgDt/Dt"),
        ("</Stmt>", "", "/Document/BkToCstmrStmt/Stmt"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_names_its_path(before, after, path):
    with pytest.raises(Unreadable) as refused:
        file(camt(before, after))
    assert refused.value.path == path and refused.value.line > 1


@pytest.mark.parametrize(
    "head",
    [
        '<!DOCTYPE Document [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>',
        '<!DOCTYPE Document [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE Document SYSTEM "http://example.com/x.dtd">',
    ],
)
def test_entities_and_document_types_are_refused(head):
    with pytest.raises(Unreadable, match="Document types"):
        file(camt("<Document", f"{head}<Document"))


def test_xml_in_chinese_by_its_own_declaration():
    text = camt("ACME", "苏州恒岳").replace("UTF-8", "GB2312")

    found = file(text.encode("gb18030"))

    assert found.encoding == "gb18030" and found.statements[0].entries[0].payer == "苏州恒岳"


# --- OFX ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("closed", [False, True])
def test_ofx_has_a_closing_balance_alone_and_is_not_held(closed):
    (statement,) = file(bank_files.ofx(LINES, closed=closed)).statements

    (entry,) = statement.entries
    assert statement.opening is None and statement.closing.amount == D("1250.50") and not statement.is_held
    assert (entry.booked_on, entry.bank_reference) == (date(2026, 11, 20), "B1")


def test_ofx_with_decimal_commas_empty_tags_and_a_credit_card():
    text = (
        bank_files.ofx(LINES)
        .decode()
        .replace("250.50", "1.250,50")
        .replace("<MEMO>Invoice 7", "<MEMO>\n<REFNUM>R1")
    )
    text = text.replace("STMTRS", "CCSTMTRS").replace("BANKACCTFROM", "CCACCTFROM")

    (entry,) = file(text).statements[0].entries
    assert (entry.amount, entry.customer_reference, entry.payer) == (D("1250.50"), "R1", "ACME")


@pytest.mark.parametrize(
    ("before", "after"), [("</OFX>", ""), ("<CURDEF>EUR", "<CURDEF>XXZ"), ("250.50", "NaN")]
)
def test_ofx_that_is_cut_off_or_no_money_is_refused(before, after):
    with pytest.raises(Unreadable):
        file(bank_files.ofx(LINES).decode().replace(before, after))
