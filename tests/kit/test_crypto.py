"""Identity numbers at rest."""

import pytest

from parkservice.kit import crypto

NUMBER = "990101199001010019"


def test_a_sealed_number_opens_again_and_never_looks_the_same():
    sealed = crypto.encrypt(NUMBER)
    assert crypto.decrypt(sealed) == NUMBER
    assert NUMBER not in sealed
    assert crypto.encrypt(NUMBER) != sealed


def test_an_altered_number_is_refused():
    sealed = crypto.encrypt(NUMBER)
    with pytest.raises(ValueError):
        crypto.decrypt(f"{sealed[:-4]}AAAA")


def test_another_key_opens_nothing(settings):
    sealed, hashed = crypto.encrypt(NUMBER), crypto.keyed_hash(NUMBER)
    settings.SECRET_KEY = "another"
    assert crypto.keyed_hash(NUMBER) != hashed
    with pytest.raises(ValueError):
        crypto.decrypt(sealed)


def test_a_former_key_still_opens(settings):
    sealed = crypto.encrypt(NUMBER)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another"
    assert crypto.decrypt(sealed) == NUMBER


def test_a_data_key_frees_the_data_from_the_secret_key(settings, monkeypatch):
    monkeypatch.setenv("PARKSERVICE_DATA_KEY", "a key of its own")
    sealed, hashed = crypto.encrypt(NUMBER), crypto.keyed_hash(NUMBER)
    settings.SECRET_KEY = "another"
    assert crypto.decrypt(sealed) == NUMBER
    assert crypto.keyed_hash(NUMBER) == hashed


def test_the_hash_finds_exactly_the_same_number():
    assert crypto.keyed_hash(NUMBER) == crypto.keyed_hash(NUMBER) != crypto.keyed_hash("990101198506150020")
    assert len(crypto.keyed_hash(NUMBER)) == 64
