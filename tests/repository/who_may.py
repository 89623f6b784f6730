"""Who may make a move, in the words of the tables of moves."""

ROLES = [
    "ar",
    "sr",
    "fr",
    "sales_manager",
    "finance",
    "credit",
    "legal",
    "planner",
    "service",
    "executive",
    "admin",
]
SEATS = ("ar", "sr", "fr")
# Made by the platform alone, on a vote, a trigger, a payment or a day; offered to nobody.
ITSELF = "itself"
# Who may, in these words: a role ("legal"), a seat of the deal ("ar seat"), "owner", or two at once ("ar & owner").
SALES = ("sales_manager", "ar seat")
LEADS = ("sales_manager", "owner")
VISITORS = ("ar", "sr", "fr", "sales_manager")
# Who chases money: whoever has the deal or the item, their manager, and finance.
CHASERS = ("sales_manager", "finance", "owner", "ar seat")
SELLERS = ("ar", "sr", "sales_manager")
