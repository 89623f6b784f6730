"""Checks of single values that people type: the unified social credit code, phone numbers."""

import unicodedata

import phonenumbers
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from stdnum.cn import uscc
from stdnum.exceptions import InvalidLength
from stdnum.exceptions import ValidationError as WrongNumber

from core.tenancy import current_tenant


def tidy_code(code: str) -> str:
    """Without spaces, in capitals and half-width, as the business licence prints it."""
    return uscc.compact(unicodedata.normalize("NFKC", code)).upper()


def check_unified_code(code: str) -> None:
    """18 characters with a true check digit (GB 32100-2015). Raises ValidationError saying what does not fit."""
    try:
        uscc.validate(code)
    except InvalidLength as error:
        message = _(
            "The unified social credit code has 18 characters; this one has {have}. "
            "Check it against the business licence."
        )
        raise ValidationError(message.format(have=len(code)), code="length") from error
    except WrongNumber as error:
        message = _(
            "The check digit of this unified social credit code does not fit. Check it against the business licence."
        )
        raise ValidationError(message, code="check_digit") from error


def check_phone(number: str) -> None:
    """A number that can exist, written as people write it; numbers without a country are the tenant's own."""
    try:
        possible = phonenumbers.is_possible_number(phonenumbers.parse(number, current_tenant().country))
    except phonenumbers.NumberParseException:
        possible = False
    if not possible:
        raise ValidationError(_("This phone number is too short, too long, or has characters no number has."))


def phone_key(number: str) -> str:
    """The number as two ways of writing it share it; "" for what is none."""
    try:
        parsed = phonenumbers.parse(number, current_tenant().country)
    except phonenumbers.NumberParseException:
        return ""
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
