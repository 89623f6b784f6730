"""Secrets of other services in rows."""

import pytest

from core.sealed import Unsealable, seal, unseal


def test_a_sealed_text_is_read_again_and_does_not_show_it():
    sealed = seal("token-密钥")

    assert unseal(sealed) == "token-密钥"
    assert "token" not in sealed and seal("token-密钥") != sealed
    assert unseal(seal("")) == ""


def test_a_former_key_reads_while_it_is_named(settings):
    sealed, former = seal("token"), settings.SECRET_KEY
    settings.SECRET_KEY = "another" * 8

    with pytest.raises(Unsealable):
        unseal(sealed)
    settings.SECRET_KEY_FALLBACKS = [former]
    assert unseal(sealed) == "token"


@pytest.mark.parametrize("damaged", ["x", "gAAAA", seal.__doc__])
def test_what_was_never_sealed_is_refused(damaged):
    with pytest.raises(Unsealable):
        unseal(damaged)
