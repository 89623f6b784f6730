"""The customer's own page behind a private link: a statement line by line, or the slip of a confirmation letter.

Looking never acts. An answer is a POST that carries the page's stamp, which takes the place of a cookie: the page
sends no referrer, so browsers name no origin that Django's own check could ask. The token is in the address alone and
stays out of the logs.
"""

from contextlib import contextmanager

from django.core import signing
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.dates import local_day, moment
from core.display import full_day, sign_of
from core.errors import Refused
from core.form_numbers import parse_decimal
from core.links import LinkGone, record_of, through
from core.money import Money
from core.tenancy import current_tenant
from core.throttle import over
from core.upload import safe_name, serve
from desk.papers import attach
from receivables.answer_forms import AnswerForm
from receivables.letter_settings import PHONE
from receivables.models import AccountStatement
from receivables.services import confirmation
from receivables.services.balance_documents import balances_of, money_text
from receivables.services.balance_papers import pdf_kept, title_of
from receivables.services.statement_answers import take
from tenancy.actor import system
from tenancy.rules import rule
from tenancy.signin import address_of
from tenancy.views import public

STATEMENT, SLIP = "account_statement", "confirmation_letter"
SALT = "receivables.letter_portal"
LANGUAGES = ("zh-hans", "en")
# A page left open over the week-end is still good.
STAMP_GOOD_FOR = 7 * 24 * 3600
# Of one link, and of one address over all links, in ten minutes.
MOST_ANSWERS, MOST_LOOKS, IN_SECONDS = 20, 600, 600


class TooOften(Exception):
    """Somebody tries more than a person does."""


def portal(view):
    """A page for whoever holds the link: no referrer, not kept, not indexed, with calm pages for links that ended."""

    def answered(request, token, *args, **options):
        try:
            # Many may sit behind one address; a token can't be guessed anyway.
            if over(f"portal:{address_of(request)}", MOST_LOOKS, IN_SECONDS):
                raise TooOften
            with translation.override(_language(request)):
                response = view(request, token, *args, **options)
        except LinkGone:
            response = _calm(request, "ended", 404)
        except TooOften:
            response = _calm(request, "too_often", 429)
            response["Retry-After"] = str(IN_SECONDS)
        response["Referrer-Policy"] = "no-referrer"
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return csrf_exempt(public(never_cache(answered)))


def _language(request) -> str:
    """The one asked for in the address, else the link's (set where it is known)."""
    asked = request.GET.get("lang", "")
    return asked if asked in LANGUAGES else "zh-hans"


def _calm(request, what: str, status: int):
    """What a link says that can't be used: nothing of any company."""
    with translation.override(
        request.GET.get("lang") if request.GET.get("lang") in LANGUAGES else _browser(request)
    ):
        return render(request, "receivables/portal_gone.html", {"what": what}, status=status)


def _browser(request) -> str:
    return "en" if request.headers.get("Accept-Language", "").casefold().startswith("en") else "zh-hans"


@contextmanager
def opened(request, token: str, purpose: str, *, lock=False):
    """The link and its record, in the language asked for. Raises LinkGone, also for a withdrawn paper."""
    with through(token, purpose, lock=lock) as link:
        if request.method == "POST" and over(f"portal:{link.pk}", MOST_ANSWERS, IN_SECONDS):
            raise TooOften
        language = request.GET.get("lang") if request.GET.get("lang") in LANGUAGES else link.language
        with translation.override(language):
            yield link, record_of(link)


# --- the statement --------------------------------------------------------------------------------------------


@portal
@require_http_methods(["GET", "POST"])
def statement(request, token):
    """The statement, one answer a line; what is answered only reads."""
    if request.method == "POST":
        return _answer_statement(request, token)
    with opened(request, token, STATEMENT) as (link, record):
        return _statement_page(request, link, record, AnswerForm(record))


def _answer_statement(request, token):
    # The link is locked first: of two clicks the second waits and finds the lines answered.
    with opened(request, token, STATEMENT, lock=True) as (link, record):
        form = AnswerForm(record, request.POST, request.FILES)
        _check_stamp(request, link, form)
        _take(record, link, form)
        if not form.is_valid:
            return _statement_page(request, link, record, form, 422)
    return _thanks(request)


def _thanks(request):
    answer = redirect(f"{request.path}?{_query(request)}done=1#done")
    answer.status_code = 303
    return answer


def _take(record, link, form: AnswerForm) -> None:
    """Keep the answers with their papers, or note on the form what is wrong; nothing of a wrong form is kept."""
    said, files = form.said(), form.files()
    if not form.name:
        form.errors["name"] = _("Enter your name.")
    if not form.is_valid:
        return
    try:
        # Answers and papers stand or fall together.
        with transaction.atomic():
            kept = take(record, said, name=form.name)
            for row, file in files:
                attach(record, file, by=system(), name=safe_name(f"{row.line.position + 1} {file.name}"))
    except ValidationError as error:
        form.refused(error)
        return
    except Refused as error:
        form.problem = error.detail
        return
    if kept.state not in ("sent", "unanswered"):
        link.answered_at, link.answer, link.answered_by = moment(), kept.state, form.name
        link.save()


def _statement_page(request, link, record, form, status=200):
    context = _shared(request, link, record) | {
        "form": form,
        "open_totals": [in_heading(money) for money in _open_totals(form)],
        "open_count": len(form.rows) - form.chosen,
        "done": "done" in request.GET and form.answered,
    }
    return render(request, "receivables/portal_statement.html", context, status=status)


def _open_totals(form) -> list[Money]:
    """What is not answered yet, by currency."""
    sums: dict = {}
    for row in form.rows:
        if not row.answer:
            sums[row.line.currency] = sums.get(row.line.currency, 0) + row.line.balance
    return [Money(amount, currency) for currency, amount in sums.items()]


# --- the slip -------------------------------------------------------------------------------------------------


@portal
@require_http_methods(["GET", "POST"])
def slip(request, token):
    """The slip of a confirmation letter: the balance agrees, or differs and how."""
    form: dict = {"errors": {}, "entered": {}}
    if request.method == "POST":
        with opened(request, token, SLIP, lock=True) as (link, record):
            form = _slip_form(request, record)
            _check_slip_stamp(request, link, form)
            if not form["errors"]:
                _take_slip(link, record, form)
            if form["errors"]:
                return _slip_page(request, link, record, form, 422)
        return _thanks(request)
    with opened(request, token, SLIP) as (link, record):
        return _slip_page(request, link, record, form)


def _slip_form(request, record) -> dict:
    entered = {
        name: request.POST.get(name, "").strip() for name in ("answer", "name", "said", "currency", "words")
    }
    errors, said = {}, None
    if not entered["name"]:
        errors["name"] = _("Enter your name.")
    if entered["answer"] not in ("agrees", "differs"):
        errors["answer"] = _("Choose an answer.")
    if entered["answer"] == "differs":
        if not entered["words"]:
            errors["words"] = _("Please explain in a few words.")
        if entered["said"]:
            try:
                currency = entered["currency"] or current_tenant().currency
                said = Money(parse_decimal(entered["said"].replace(",", ""), 2), currency)
            except (ValidationError, ValueError):
                errors["said"] = _("Enter an amount, for example 1,234.00.")
    return {"errors": errors, "entered": entered, "said": said}


def _take_slip(link, record, form) -> None:
    entered = form["entered"]
    if not record.awaits_answer:
        # Answered already: the second of two clicks, or a colleague took it down meanwhile.
        return
    agrees = entered["answer"] == "agrees"
    try:
        kept = confirmation.answer(
            record,
            agrees=agrees,
            name=entered["name"][:120],
            words=entered["words"][:1000],
            said=form["said"],
        )
    except Refused as error:
        form["errors"]["answer"] = error.detail
        return
    link.answered_at, link.answer, link.answered_by = moment(), kept.state, entered["name"][:120]
    link.save()


def _slip_page(request, link, record, form, status=200):
    context = _shared(request, link, record) | {
        "form": form,
        "done": "done" in request.GET and record.answered_at,
        "balances": balances_of(record.figures),
        "currencies": [money.currency for money in record.totals] or [current_tenant().currency],
    }
    return render(request, "receivables/portal_slip.html", context, status=status)


# --- what both share ------------------------------------------------------------------------------------------


@portal
@require_GET
def pdf(request, token, purpose):
    """The paper as it was sent."""
    with opened(request, token, purpose) as (_link, record):
        kept = pdf_kept(record)
        if kept is None:
            raise LinkGone
        return serve(kept)


@portal
@require_POST
def seen(request, token, purpose):
    """A person has the page before them: sent by the page's script, which mail scanners do not run."""
    with opened(request, token, purpose, lock=True) as (link, record):
        if _stamp_fits(request, link) and record.opened_at is None:
            record.opened_at = moment()
            record.save(update_fields=["opened_at"])
    return HttpResponse(status=204)


def _shared(request, link, record) -> dict:
    purpose = STATEMENT if isinstance(record, AccountStatement) else SLIP
    return {
        "record": record,
        "link": link,
        "company": current_tenant(),
        "title": title_of(record),
        "stamp": stamp(link),
        "language": translation.get_language(),
        "purpose": purpose,
        "today": local_day(),
        "counted_words": full_day(record.counted_on),
        "until_words": full_day(local_day(link.expires_at)),
        "phone": rule(PHONE.key),
        "totals": [in_heading(money) for money in record.totals] or ["0.00"],
    }


def in_heading(money: Money) -> str:
    """An amount in full with the sign of its currency: ¥4,934,000.00."""
    return f"{sign_of(money.currency)}{money_text(money.rounded().amount, money.currency)}"


def stamp(link) -> str:
    """What a page carries in place of a cookie: for which link it was drawn, and when."""
    return signing.dumps({"link": str(link.pk)}, salt=SALT)


def _stamp_fits(request, link) -> bool:
    try:
        given = signing.loads(request.POST.get("stamp", ""), salt=SALT, max_age=STAMP_GOOD_FOR)
    except signing.BadSignature:
        return False
    return given.get("link") == str(link.pk)


def _check_stamp(request, link, form) -> None:
    if not _stamp_fits(request, link):
        form.problem = _("This page has been open for too long. Please send it once more.")


def _check_slip_stamp(request, link, form) -> None:
    if not _stamp_fits(request, link):
        form["errors"]["answer"] = _("This page has been open for too long. Please send it once more.")


def _query(request) -> str:
    asked = request.GET.get("lang", "")
    return f"lang={asked}&" if asked in LANGUAGES else ""
