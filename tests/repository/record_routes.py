"""The addresses of one record, with the fields, moves and words that fill them: a new one is added here."""

# Addresses of one record, by the kind of row that they name: 404 for whoever does not see it.
RECORDS = {
    "approval": """
        approvals-detail approvals-add-approver approvals-decide approvals-hand-on approvals-withdraw
        approvals-close-condition approvals:page approvals:vote approvals:hand-on approvals:add-approver
        approvals:withdraw
    """,
    "condition": "approvals:close-condition",
    "absence": "tenancy:absence-end",
    "api_key": "tenancy:key-revoke",
    "todo": "todos-detail todos-done todos-hand-on desk:todo-done desk:todo-hand-on",
    "note": "notes-detail",
    "account_plan": """
        account-plans-detail account-plans-goals account-plans-moves account-plans-reviews account-plans-move-done
        customers:plan-page customers:plan-field customers:plan-goal customers:plan-goal-remove customers:plan-move
        customers:plan-move-done customers:plan-review
    """,
    "handover": "handovers-detail handovers-records",
    "survey": "surveys-detail",
    "notice": "notices-detail notices-read desk:notice",
    "view": "desk:view saved-views-detail",
    "paper": "attachments-detail attachments-file desk:paper",
    "customer": """
        customers-detail customers-account-statement-of customers-admission-checks customers-exposure
        customers-facts customers-read-facts customers-admission-requests customers-admission-overrides
        customers:ask-check customers:read-facts
        customers-holds customers-merges customers-vcards customers:vcards
        customers-lift-holds customers-customers-procedure customers-dunning
        receivables:customer-procedure receivables:customer-stop
        customers-transition customers-transitions customers:page customers:edit
        customers:field
        customers:check
        customers:hold customers:lift-holds customers:new-contact customers:new-limit customers:new-visit
        customers:merge customers:new-commitment customers-trust deals:survey-ask
        customers-read-terms customers-add-evidence customers-propose-blacklist
        customers-propose-freeze customers:set-terms customers:add-evidence customers:propose
        customers:move
    """,
    "fact_source": "fact-sources-detail fact-sources-files",
    "fact_file": "fact-files-detail fact-files-load",
    "rule": "assignment-rules-detail",
    "campaign": "campaigns-detail",
    "contact": """
        contacts-detail customers:contact-page customers:contact-field customers:contact-place
        customers:influence-draw
    """,
    "merge": "customers:merge-page",
    "influence": "influence-lines-detail customers:influence-remove",
    "credit_case": """
        credit-cases-detail credit-cases-transition credit-cases-transitions customers:case-page
        customers:case-move
    """,
    "terms": "credit-terms-detail",
    "evidence": "credit-evidence-detail credit-evidence-withdraw customers:evidence-withdraw",
    "policy": """
        insurance-policies-detail insurance-policies-limits insurance-policies-transition
        insurance-policies-transitions customers:policy-page customers:policy-edit customers:policy-insure
        customers:policy-move
    """,
    "insured_limit": "insured-limits-detail",
    "claim": "claims-detail claims-transition claims-transitions receivables:claim-page receivables:claim-move",
    "restriction": """
        restrictions-detail restrictions-transition restrictions-transitions customers:restriction-page
        customers:restriction-move
    """,
    "limit": """
        credit-limits-reviews credit-limits-life credit-limits-detail credit-limits-transition credit-limits-transitions
        customers:limit-page customers:limit-move
    """,
    "plan": "credit-plans-detail credit-plans-allocations customers:credit-plan-page customers:credit-plan-keep",
    "visit": """
        visits-detail visits-rating visits-transition visits-transitions customers:visit-page
        customers:visit-rate customers:visit-promise customers:visit-move
    """,
    "commitment": """
        commitments-detail commitments-transition commitments-transitions customers:commitment-page
        customers:commitment-edit customers:commitment-move
    """,
    "deal": """
        deals-detail deals-team deals-timeline deals-costs deals:cost deals:page deals:team deals:note
        deals:paper deals-stand-in deals:stand-in deals-handovers deals-take-over deals:take-over deals:field
    """,
    "lead": """
        leads-detail leads-helpers leads-pain-steps leads-transition leads-transitions leads-verifications
        leads-customer leads-customer-matches leads:customer
        leads:page
        leads:edit leads:field leads:verifications leads:helpers leads:remove-helper leads:pain leads:move
    """,
    "opportunity": """
        opportunities-detail opportunities-bid-check opportunities-estimate opportunities-insight
        opportunities-transition
        opportunities-transitions opportunities:page opportunities:edit opportunities:field
        opportunities:targets opportunities:drop
        opportunities:insight opportunities:estimate opportunities:risks opportunities:opinion
        opportunities:tender
        opportunities:quote-new opportunities:move
    """,
    "quote": """
        quotes-detail quotes-transition quotes-transitions opportunities:quote-page opportunities:quote-edit
        opportunities:quote-move opportunities:quote-delete opportunities:quote-field
    """,
    "contract": """
        contracts-detail contracts-budget contracts-clauses contracts-lines contracts-opinions
        contracts-payment-schedule
        contracts-transition contracts-transitions contracts:page contracts:terms contracts:field contracts:budget
        contracts:wording
        contracts:opinion contracts:lines contracts:payment-schedule contracts:amend contracts:move
        delivery:new-from-contract
    """,
    "amendment": """
        amendments-detail amendments-transition amendments-transitions contracts:amendment-page
        contracts:amendment-move contracts:amendment-delete
    """,
    "order": """
        customers:case-ask delivery-orders-detail delivery-orders-receipt delivery-orders-transition
        delivery-orders-transitions
        delivery:page delivery:edit delivery:field delivery:receipt delivery:move
    """,
    "receivable": """
        receivables:claim-prepare
        receivables-detail receivables-entries receivables-transition receivables-transitions receivables:page
        receivables-undo-entry receivables:undo-entry
        receivables:ask-invoice receivables:promise receivables:cause receivables:step
        receivables:skip receivables:block
        receivables-dunning-steps receivables-skipped-levels receivables-dunning-procedure receivables:move
    """,
    "dispute": """
        disputes-detail disputes-transition disputes-transitions receivables:dispute-page
        receivables:dispute-move
    """,
    "cause": """
        overdue-causes-detail overdue-causes-transition overdue-causes-transitions receivables:cause-page
        receivables:cause-move
    """,
    "action": """
        corrective-actions-detail corrective-actions-transition corrective-actions-transitions
        receivables:action-page receivables:action-move
    """,
    "request": """
        legal-requests-detail legal-requests-transition legal-requests-transitions receivables:request-page
        receivables:request-move
    """,
    "block": "dunning-blocks-detail dunning-blocks-lift receivables:lift-block",
    "case": """
        legal-cases-detail legal-cases-transition legal-cases-transitions legal-cases-cover legal-cases-spend
        receivables:case-page receivables:case-cost receivables:case-item receivables:case-move
    """,
    "promise": """
        promises-detail promises-transition promises-transitions receivables:promise-page
        receivables:promise-move
    """,
    "invoice": """
        invoices-detail invoices-transition invoices-transitions receivables:invoice-page
        receivables:invoice-move receivables:invoice-billing invoices-pdf receivables:invoice-pdf
    """,
    "receipt": """
        receipts-detail receipts-transition receipts-transitions receivables:receipt-page receivables:receipt-move
        receivables:receipt-by-order
    """,
    "books_export": """
        ledger-exports-detail ledger-exports-cancel ledger-exports-file receivables:books-export
        receivables:books-export-cancel receivables:books-export-file
    """,
    "month": "months-detail months-transition months-transitions receivables:month-reopen",
    "statement": """
        bank-statements-detail bank-statements-transition bank-statements-transitions
        receivables:statement-page
        receivables:statement-move
    """,
    "account": "bank-accounts-detail receivables:account-change",
    "layout": "statement-layouts-detail receivables:layout-change",
    "statement_import": """
        statement-imports-detail statement-imports-explain statement-imports-cancel receivables:statement-import
        receivables:statement-explain receivables:statement-cancel
    """,
    "line": """
        bank-lines-detail bank-lines-park bank-lines-suggestions bank-lines-unpark bank-lines-doubles
        bank-lines-allocate-by-order receivables:allocate
        receivables:take-back receivables:park
        receivables:unpark bank-lines-allocate bank-lines-parts bank-lines-ask receivables:ask receivables:split
    """,
    "share": "receivables:share-park",
    "question": "line-questions-detail line-questions-answer-question receivables:question",
    "alias": "payer-aliases-detail payer-aliases-confirm",
    "match_run": "match-runs-detail match-runs-cancel receivables:run receivables:run-cancel",
    "allocation": "allocations-detail allocations-reverse receivables:reverse",
    "provision": """
        provisions-detail provisions-transition provisions-transitions provisions-customers provisions-reproduction
        receivables:provision-page receivables:provision-move receivables:provision-delete
    """,
    "provision_line": "provision-lines-detail",
    "specific": """
        specific-provisions-detail specific-provisions-transition specific-provisions-transitions
        receivables:specific-page receivables:specific-edit receivables:specific-move
    """,
    "step": "dunning-steps-detail",
    "account_statement": """
        account-statements-detail account-statements-transition account-statements-transitions
        account-statements-answers account-statements-pdf receivables:account-statement
        receivables:account-statement-move receivables:account-statement-pdf receivables:account-statement-answers
    """,
    "confirmation": """
        confirmation-letters-detail confirmation-letters-transition confirmation-letters-transitions
        confirmation-letters-pdf receivables:confirmation receivables:confirmation-move receivables:confirmation-pdf
    """,
    "statement_run": """
        statement-runs-detail statement-runs-cancel receivables:statement-run receivables:statement-run-cancel
    """,
    "import": """
        imports-detail imports-failures imports-failures-file imports-write imports-cancel imports-undo
        integrations:import integrations:import-match integrations:import-write integrations:import-cancel
        integrations:import-undo integrations:import-failures
    """,
}
# Records that every colleague reads and few change.
SHARED_RECORDS = {
    "user": "users-detail",
    "department": "departments-detail",
    "role": "roles-detail roles-retire roles-restore",
    "custom_field": "custom-fields-detail custom-fields-retire custom-fields-restore",
    "product": "products-detail catalogue:page",
    "group": "customer-groups-detail",
    "clause": "clauses-detail contracts:clause-page",
    "provision_rate": "provision-rates-detail",
    "admission_rule": "admission-rules-detail",
    "procedure": "dunning-procedures-detail dunning-procedures-set-levels",
    "fact_type": "admission-fact-types-detail",
    "standard": "credit-standards-detail",
}
# As WITH_RIGHT, of one record.
RECORDS_WITH_RIGHT = {
    "procedure": "receivables:procedure",
    "user": """
        tenancy:user tenancy:user-password tenancy:user-second-step tenancy:user-sign-out tenancy:hand-over
        tenancy:owned users-handovers
    """,
    "handover": "tenancy:handover",
    "department": "tenancy:department tenancy:department-move",
    "role": "tenancy:role tenancy:role-move",
    "custom_field": "tenancy:custom-field tenancy:custom-field-move",
    "day": "tenancy:calendar-forget",
    "rule": "leads:rule leads:rule-move",
    "campaign": "leads:campaign",
    "admission_rule": "customers:rule customers:rule-move",
    "fact_source": "customers:source customers:source-remove customers:source-upload",
    "fact_file": "customers:source-load",
    "fact_type": "customers:fact-type-remove",
    "standard": "customers:standard",
    "undelivered": "desk:retry",
}
# A field that is edited in place, for addresses that name one.
FIELDS = {
    "customer": "region", "lead": "need", "opportunity": "next_step", "order": "ship_to", "deal": "title",
    "contract": "title", "account_plan": "pains", "quote": "note", "contact": "title",
}  # fmt: skip
# A move that the record's machine has, for addresses that name one.
MOVES = {
    "customer": "freeze", "credit_case": "withdraw", "policy": "end", "restriction": "decline", "claim": "close",
    "limit": "expire", "visit": "rehearse", "commitment": "keep", "lead": "convert",
    "opportunity": "lose", "month": "close", "receipt": "endorse",
    "quote": "send", "contract": "terminate", "amendment": "submit_review", "order": "close", "receivable": "dispute",
    "invoice": "void", "statement": "release", "promise": "withdraw", "department": "retire", "role": "retire",
    "provision": "reverse", "specific": "end",
    "dispute": "review", "cause": "confirm", "action": "finish", "case": "mediate", "request": "decline",
    "account_statement": "withdraw", "confirmation": "withdraw",
    "custom_field": "retire", "rule": "up",
    "admission_rule": "up",
}  # fmt: skip
# Words in an address that name no row.
WORDS = {
    "token": "nobodys",
    "gate": "ATC",
    "kind": "leads",
    "point": "release",
    "at": "1",
    "group": "receivables",
    "what": "leads",
    "provider": "http",
    "seat": "fr",
}
