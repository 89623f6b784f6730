"""The addresses of no single record, by who may ask them: written by hand, a new one is added here."""

# Answers whoever asks: nothing of any company is in it.
PUBLIC = "schema docs docs-redirect tenancy:sign-in tenancy:sign-out tenancy:language tenancy:forgotten"
# Leads back to the sign-in whoever has not given a password a moment ago.
HALFWAY = "tenancy:second-step tenancy:second-step-set-up"
# Makes something for whoever asks, which its own test looks at.
FOR_THE_CALLER = "customers:feed-new"
# Open to whoever holds its token, and to nobody else: a wrong one is no address.
BY_TOKEN = "tenancy:new-password customers:feed leads:web-form deals:survey receivables:portal receivables:portal-pdf"
BY_TOKEN += " receivables:portal-seen receivables:slip receivables:slip-pdf receivables:slip-seen"
# No address at all.
UNKNOWN = "unknown"
# Each person's own: the caller's to-dos, counts, search; anybody signed in may ask, and is shown own things only.
OWN = """
    events-list todos-list todos-count notices-list notices-count tenancy:theme tenancy:me tenancy:company tenancy:keys
    tenancy:my-second-step tenancy:devices tenancy:device-end
    desk:notices desk:notices-read desk:views desk:columns desk:pin todos-export notices-export
    visits-log customers:feed-end todos-bulk notes-bulk insights:todos
    desk:people desk:note-new desk:paper-new
    saved-views-list saved-views-count saved-views-export saved-views-bulk
    insights:workbench insights:triangle insights:search insights:counts insights:menu
    insights:keys approvals:inbox customers-duplicates customers:duplicates leads:twins
    admission-rules-facts admission-rules-trial receivables:board-move
"""
# Lists of what one sees: empty for strangers and for colleagues without a right.
LISTS = """
    fact-sources fact-files
    assignment-rules campaigns
    approvals attachments notes customers contacts influence-lines credit-limits credit-plans visits commitments
    credit-cases credit-terms credit-evidence insurance-policies insured-limits restrictions claims
    account-plans surveys deals leads
    opportunities quotes
    contracts amendments delivery-orders receivables invoices bank-statements bank-lines allocations
    payer-aliases line-questions match-runs
    dunning-steps account-statements imports handovers promises months receipts ledger-exports
    provisions provision-lines specific-provisions
    disputes overdue-causes corrective-actions legal-cases legal-requests dunning-blocks
    confirmation-letters statement-runs
    bank-accounts statement-layouts statement-imports
"""
LIST_PAGES = """
    surveys-nps
    receivables-ageing receivables-forecast deals:list customers:list customers:limits customers:visits
    customers:commitments customers:plans customers:visit-calendar
    receivables:claims customers:cases customers:policies customers:restrictions customers:terms
    leads:list opportunities:list
    opportunities:board opportunities:quotes contracts:list delivery:list receivables:list receivables:ageing
    receivables:accounts
    receivables:certain receivables:undo receivables:run-start
    receivables:receipts receivables:statements receivables:bench receivables:invoices receivables:promises
    receivables:provisions receivables:provision-lines receivables:specifics receivables:provision-prepare
    receivables:ageing-rows receivables:sales-entries receivables-key-figures receivables-open-items
    receivables:disputes receivables:causes receivables:actions receivables:cases receivables:requests
    dunning-steps-replay receivables:replay
    receivables:books-exports receivables:account-statements receivables:confirmations receivables:statement-runs
"""
# Resources that take many at once.
BULK = """
    fact-sources
    assignment-rules campaigns
    customers contacts influence-lines credit-limits credit-plans visits commitments account-plans surveys
    credit-cases insurance-policies restrictions claims
    leads opportunities
    deals quotes contracts amendments delivery-orders
    bank-accounts statement-layouts
    receivables invoices bank-statements allocations promises months receipts payer-aliases match-runs
    provisions specific-provisions
    disputes overdue-causes corrective-actions legal-cases legal-requests dunning-blocks
    account-statements confirmation-letters statement-runs
"""
SHARED_BULK = """
    dunning-procedures
    provision-rates roles products customer-groups clauses admission-rules admission-fact-types custom-fields
    credit-standards
"""
# Lists that every colleague reads; another company sees its own.
SHARED_LISTS = """
    users departments roles products customer-groups clauses admission-rules admission-fact-types custom-fields
    provision-rates dunning-procedures
    credit-standards
"""
SHARED_LIST_PAGES = "catalogue:list contracts:clauses"
# Forms for something new: shown to whom has the right, empty of other people's records.
NEW = """
    catalogue:new customers:new customers:visit-new customers:visit-plan customers:plan-new customers:policy-new
    leads:new opportunities:new contracts:new
    contracts:new-clause
    delivery:new
    receivables:import integrations:import-new receivables:invoice-new receivables:receipt-new
    receivables:account-statement-new receivables:confirmation-new
"""
# Asks for a right before it shows anything.
WITH_RIGHT = """
    tenancy:users tenancy:handovers tenancy:user-new tenancy:roles tenancy:role-new tenancy:custom-fields
    tenancy:departments tenancy:absences tenancy:rules
    tenancy:rates
    tenancy:calendar tenancy:changes desk:upkeep desk:retry-all customers:rules approvals:policy
    customers:fact-types customers:sources customers:source-new
    receivables:ladder receivables:months receivables:books-export-new
    receivables:books-settings ledger-exports-journal
    receivables:provision-rates receivables:specific-new
    receivables:statement-run-new statement-runs-preview
    customers:credit customers:credit-plan customers:standards
    leads:rules leads:caps leads:campaigns assignment-rules-trial
"""
