"""Secrets that other services gave us, kept sealed in rows: without the installation's SECRET_KEY they say nothing.

A changed SECRET_KEY stays readable while the former one stands in SECRET_KEY_FALLBACKS.
"""

from base64 import urlsafe_b64encode

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

PURPOSE = b"l2c sealed rows"


class Unsealable(Exception):
    """Sealed with a key that is no longer known; the secret has to be entered again."""


def seal(text: str) -> str:
    """The text as a row may keep it; the empty text stays empty."""
    return _keys().encrypt(text.encode()).decode() if text else ""


def unseal(sealed: str) -> str:
    """The text again. Raises Unsealable."""
    if not sealed:
        return ""
    try:
        return _keys().decrypt(sealed.encode()).decode()
    except InvalidToken as error:
        raise Unsealable from error


def _keys() -> MultiFernet:
    return MultiFernet(
        [Fernet(_derived(key)) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]
    )


def _derived(secret: str) -> bytes:
    """A key for this purpose alone: what is signed with SECRET_KEY elsewhere can't be read by it."""
    return urlsafe_b64encode(HKDF(SHA256(), length=32, salt=None, info=PURPOSE).derive(str(secret).encode()))
