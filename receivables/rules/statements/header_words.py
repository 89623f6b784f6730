"""The words by which banks call their columns, by role: patterns, the best first."""

WORDS: dict[str, str] = {
    "booked_on": (
        r"记账日期|入账日期|账务日期|会计日期|记账日|入账日|记账时间|入账时间|交易日期时间|交易日期|交易日|"
        r"交易时间|发生时间|发生日期|业务日期|账务时间|交易创建时间|付款时间|日期时间|日期|时间|"
        r"booking ?date|buchungstag|buchungsdatum|buchung|posting ?date|posted(?: date| on)?|post date|"
        r"transaction ?date|trans\.? ?date|txn ?date|tran date|entry date|date de comptabilisation|"
        r"date comptable|date op[ée]ration|date d.op[ée]ration|boekdatum|boekingsdatum|data operacji|"
        r"data ksi[ęe]gowania|data contabile|data transakcji|fecha(?: (?:de )?(?:operaci[óo]n|contable))?|"
        r"data operazione|data movimento|data lan[çc]amento|data lan[çc]to|bokf[öo]ringsdatum|"
        r"bokf[öo]ringsdag|bogf[øo]ringsdato|dato|p[äa]iv[äa]m[äa][äa]r[äa]|kirjausp[äa]iv[äa]|"
        r"completed date|date completed|datum|date|data"
    ),
    "time": (
        r"交易时间|交易时刻|时间|记账时间|交易时间戳|time|uhrzeit|tijd|heure|hora|ora|godzina|"
        r"transaction time"
    ),
    "value_on": (
        r"起息日期|起息日|价值日|value ?date|valuta(?:datum)?|val\.? ?date|wertstellung(?:stag|sdatum)?|"
        r"wert|rentedatum|valutadatum|date (?:de )?valeur|data waluty|data valuta|fecha valor|valutadag|"
        r"rentedato|arvop[äa]iv[äa]"
    ),
    "amount": (
        r"交易金额|发生额|交易额|记账金额|入账金额|金额|收支金额|收付金额|本次发生额|交易发生额|"
        r"金额\(原币\)|amount|transaction amount|txn amount|trade amount|betrag|umsatz|buchungsbetrag|"
        r"bedrag(?: bij/af)?|transactiebedrag|montant|kwota(?: transakcji| operacji)?|importe|importo|"
        r"valor|belopp|bel[øo]b|summa|suma|value|amt|net amount|paid in/out|credit/debit amount|"
        r"betrag in eur"
    ),
    "credit": (
        r"贷方发生额(?:/收入|\(收入\))?|贷方金额(?:\(收入\))?|贷方|贷方发生金额|贷方交易额|收入金额|收入|"
        r"收入额|存入金额|存入|转入金额|转入|入账|收款金额|记账金额\(收入\)|交易金额\(收入\)|"
        r"贷方发生额\(收入金额\)|贷方\(收入\)|收入发生额|应结订单金额|credit(?: amount|s| amt)?|cr(?: amount| amt)?|"
        r"deposit(?:s| amount| amt\.?)?|paid in|money in|in|haben|gutschrift(?:en)?|cr[ée]dit|bij|"
        r"ontvangsten|uznania|wp[łl]ywy|abono|haber|avere|entrate|accrediti|receipts?|incoming"
    ),
    "debit": (
        r"借方发生额(?:/支取|\(支取\)|/支出|\(支出\))?|借方金额(?:\(支出\))?|借方|借方发生金额|借方交易额|"
        r"支出金额|支出|支出额|支取金额|支取|转出金额|转出|付款金额|记账金额\(支出\)|交易金额\(支出\)|"
        r"借方发生额\(支出金额\)|借方\(支出\)|支出发生额|退款金额|debit(?: amount|s| amt)?|dr(?: amount| amt)?|"
        r"withdrawal(?:s| amount| amt\.?)?|paid out|money out|out|soll|belastung(?:en)?|lastschrift(?:en)?|"
        r"d[ée]bit|af|uitgaven|obci[ąa][żz]enia|wydatki|cargo|debe|dare|uscite|addebiti|payments?|outgoing"
    ),
    "direction": (
        r"借贷标志|借贷标识|借/贷|借贷|借贷方向|借贷方|收/支|收支|收/付|收付标志|收付标识|收付方向|收付|"
        r"收支类型|收支方向|收支标志|资金流向|方向|交易方向|来往账|来往帐|往来标志|交易类型|业务类型|类型|"
        r"debit/credit|credit/debit|dr/cr|cr/dr|d/c|c/d|debit or credit|direction|in/out|type|"
        r"transaction type|soll/haben|s/h|kz|af bij|bij/af|sens|sign|credit debit indicator|"
        r"credit/debit indicator|debit/credit indicator|dc"
    ),
    "balance": (
        r"账户余额|余额|帐户余额|本次余额|交易后余额|联机余额|账面余额|当前余额|可用余额|账户结余|结余|"
        r"活期余额|余额\(元\)|实时余额|卡内余额|balance|running balance|account balance|ledger balance|"
        r"closing balance|after-transaction balance|saldo(?: na trn| na mutatie| nach buchung)?|kontostand|"
        r"solde|saldo po operacji|available balance"
    ),
    "currency": (
        r"记账币种|账户币种|币种|货币|交易币种|币别|交易货币|货币种类|币种名称|currency|ccy|curr\.?|"
        r"currency code|trade currency|w[äa]hrung|munt(?:soort)?|valuta|devise|waluta|divisa|moneda|moeda|"
        r"valuuta"
    ),
    "payer": (
        r"对方户名|对方名称|对方单位名称|对方单位|对方账户名称|对方帐户名称|对方账户名|对方姓名|"
        r"对方户名/商户|对方信息|对手信息|对手户名|对手名称|对手方名称|交易对方|交易对手|交易对手名称|对方|"
        r"收\(付\)方名称|收\(付\)款方名称|收付方名称|收付款人名称|收/付款人名称|收付款人|收款人/付款人|"
        r"对方公司名称|商户名称|往来户名|交易对方名称|对方户名称|counterparty(?: name)?|"
        r"counter party(?: name)?|payer(?: name)?|payee(?: name)?|payer/payee|payee/payer|name|"
        r"beneficiary(?:/remitter| name)?|remitter(?: name)?|from/to|sender(?: name)?|related party|"
        r"auftraggeber/zahlungsempf[äa]nger|auftraggeber/empf[äa]nger|beg[üu]nstigter/zahlungspflichtiger|"
        r"beg[üu]nstigter/auftraggeber|beguenstigter/zahlungspflichtiger|name zahlungsbeteiligter|"
        r"empf[äa]nger/auftraggeber|zahlungspflichtige\*?r?|auftraggeber|name/ ?bezeichnung|partnername|"
        r"naam tegenpartij|naam ?/ ?omschrijving|tegenpartij|naam|tiers|nom (?:de la )?contrepartie|"
        r"nadawca ?/ ?odbiorca|kontrahent|dane kontrahenta|beneficiario|controparte|ordenante"
    ),
    "payer_account": (
        r"对方账号|对方帐号|对方账户|对方卡号|对方账号/卡号|对方卡号/账号|对手账号|对手帐号|交易对手账号|"
        r"收\(付\)方账号|收\(付\)方帐号|收付方账号|收付款人账号|收/付款人账号|对方账户号|对方行账号|"
        r"对方账/卡号|交易对方账号|counterparty account(?: number| no\.?)?|counter account|payer account|"
        r"contra account|beneficiary account(?: number)?|counterparty iban|kontonummer/iban|"
        r"iban zahlungsbeteiligter|iban/kontonummer|konto-?nr\.?|gegenkonto|tegenrekening(?: iban/bban)?|"
        r"compte contrepartie|rachunek kontrahenta|numer konta kontrahenta|nr rachunku kontrahenta|"
        r"partner iban|related account|iban tegenrekening"
    ),
    "from_name": (
        r"付款人名称|付款人户名|付款方户名|付款方名称|付款人|付款单位名称|付款户名|payer's name|"
        r"ordering party"
    ),
    "from_account": r"付款人账号|付款方账号|付款账号|付款人帐号|付款方帐号|debit account no\.?",
    "to_name": r"收款人名称|收款人户名|收款方户名|收款方名称|收款人|收款单位名称|收款户名|payee's name",
    "to_account": r"收款人账号|收款方账号|收款账号|收款人帐号|收款方帐号|payee's account number|credit account no\.?",
    "text": (
        r"摘要|摘要说明|摘要内容|用途|交易用途|附言|交易附言|备注|交易摘要|交易说明|个性化信息|客户摘要|"
        r"业务摘要|其它摘要|其他摘要|摘要\[reference\]|业务名称|交易备注|交易描述|描述|客户附言|转账附言|"
        r"款项用途|资金用途|商品|商品名称|商品说明|备注信息|附加信息|说明|用途/摘要|摘要/用途|交易名称|"
        r"交易种类|业务种类|汇款附言|description|details|narrative|memo|reference|remarks?|purpose|"
        r"particulars|transaction details|transaction description|payment reference|payment details|"
        r"narration|notes?|verwendungszweck|buchungstext|buchungsdetails|vorgang(?:/verwendungszweck)?|"
        r"omschrijving(?:-\d)?|mededelingen|mutatiesoort|communication|libell[ée]|d[ée]tails?|informations|"
        r"opis(?: operacji| transakcji)?|tytu[łl](?:em)?(?: operacji| przelewu)?|szczeg[óo][łl]y|concepto|"
        r"descripci[óo]n|observaciones|descrizione|causale|historico|hist[óo]rico|descri[çc][ãa]o|"
        r"meddelande|tekst|selite|viesti|betalingskenmerk"
    ),
    "bank_reference": (
        r"交易流水号|流水号|银行流水号|核心流水号|账务流水号|资金流水单号|柜员流水号|柜员交易号|交易流水|"
        r"账户明细编号-交易流水号|明细编号|主机流水号|日志号|交易序号|回单编号|电子回单号|交易单号|"
        r"微信订单号|交易号|交易订单号|transaction reference number|bank reference|transaction id|"
        r"transaction reference|txn id|transaction no\.?|fitid|transferwise id|id|volgnr|"
        r"transactiereferentie|num[ée]ro de transaction|referencja|nr referencyjny|bankreferenz|"
        r"sammlerreferenz|ref ?no\.?|reference no\.?|reference number"
    ),
    "customer_reference": (
        r"企业流水号|客户流水号|业务流水号|客户业务编号|业务参考号|业务编号|凭证号|凭证号码|票据号|"
        r"商户单号|商户订单号|商家订单号|微信支付业务单号|客户申请号|流程实例号|customer reference|"
        r"client reference|end-?to-?end ?(?:reference|id)|end to end id|kundenreferenz|"
        r"kundenreferenz \(end-to-end\)|eref|cheque (?:no\.?|number)|check (?:or slip \#|number|no\.?)|"
        r"kenmerk|r[ée]f[ée]rence|your reference|payment id"
    ),
    "status": r"交易状态|当前状态|状态|处理状态|资金状态|交易结果|status|state|transaction status",
    "account": (
        r"本方账号|本方帐号|账号|帐号|卡号|账户|我方账号|查询账号|账户号|账号/卡号|银行账号|商户号|"
        r"account(?: number| no\.?)?|own account|iban|iban/bban|auftragskonto|konto|rekening(?:nummer)?|"
        r"iban auftragskonto|rachunek|nr rachunku|numer rachunku|compte|cuenta|conto"
    ),
}  # fmt: skip
