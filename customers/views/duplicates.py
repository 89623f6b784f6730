"""What is shown before a customer is saved: those that may be the same company, and who looks after them."""

from django.shortcuts import render

from customers.duplicates import possible_duplicates
from customers.selectors import visible_ids

LONGEST_NAME, LONGEST_CODE = 160, 30


def hint(request):
    """The hint beside a form, while a name or code is typed. `for`: the field that takes a customer chosen from it."""
    asked = request.GET
    found = possible_duplicates(
        name=asked.get("name", asked.get("company_name", ""))[:LONGEST_NAME],
        unified_code=asked.get("unified_code", "")[:LONGEST_CODE],
    )
    context = {"duplicates": shown(request, found), "chooses": asked.get("for") == "customer"}
    return render(request, "customers/_duplicates.html", context)


def shown(request, found) -> list[dict]:
    """Duplicates with a link only to those the person sees."""
    seen_ids = visible_ids([one for one, *_rest in found], request.actor)
    return [
        {"customer": one, "likeness": likeness, "why": why, "seen": one.pk in seen_ids}
        for one, likeness, why in found
    ]
