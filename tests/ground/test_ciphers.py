"""Secrets: read again by whoever has the key, by nobody else, and never after a change."""

import base64

import pytest
from django.core.exceptions import ImproperlyConfigured
from hypothesis import assume, given
from hypothesis import strategies as st

from portal.ground.ciphers import Cipher, Unreadable, cipher

OLD, NEW, FOREIGN = (bytes([number]) * 32 for number in (1, 2, 3))
CIPHER = Cipher({1: OLD})
ROTATED = Cipher({1: OLD, 2: NEW})
CHARACTERS = st.characters(exclude_categories=["Cs"])


@given(st.text())
def test_decrypt_gives_back_what_encrypt_took(text):
    assert CIPHER.decrypt(CIPHER.encrypt(text)) == text


@given(st.text(min_size=4))
def test_encrypt_never_gives_the_same_twice_nor_shows_the_text(text):
    one, other = CIPHER.encrypt(text), CIPHER.encrypt(text)

    assert one != other
    assert text not in one


@given(st.text(), st.data())
def test_decrypt_refuses_a_text_with_one_character_changed(text, data):
    sealed = CIPHER.encrypt(text)
    place = data.draw(st.integers(0, len(sealed) - 1))
    other = data.draw(CHARACTERS)
    assume(other != sealed[place])

    with pytest.raises(Unreadable):
        ROTATED.decrypt(sealed[:place] + other + sealed[place + 1 :])


@given(st.text(), st.data())
def test_decrypt_refuses_a_text_with_something_added_or_cut_away(text, data):
    sealed = CIPHER.encrypt(text)
    place = data.draw(st.integers(0, len(sealed) - 1))

    for changed in (sealed[:place], sealed[:place] + data.draw(CHARACTERS) + sealed[place:], sealed + "\n"):
        with pytest.raises(Unreadable):
            CIPHER.decrypt(changed)


@given(st.text())
def test_decrypt_refuses_what_was_never_encrypted(text):
    with pytest.raises(Unreadable):
        CIPHER.decrypt(text)


def test_decrypt_refuses_a_text_of_another_portals_key():
    with pytest.raises(Unreadable):
        CIPHER.decrypt(Cipher({1: FOREIGN}).encrypt("机密"))


def test_a_new_key_seals_what_is_new_and_the_old_one_still_opens_what_is_old():
    old = CIPHER.encrypt("机密")

    assert ROTATED.decrypt(old) == "机密"
    assert ROTATED.encrypt("机密").startswith("2.")
    with pytest.raises(Unreadable):
        CIPHER.decrypt(ROTATED.encrypt("机密"))


def test_a_text_does_not_open_under_another_keys_number():
    sealed = ROTATED.encrypt("机密")

    with pytest.raises(Unreadable):
        ROTATED.decrypt("1" + sealed[1:])


@given(st.text(), st.text())
def test_blind_index_is_equal_for_equal_texts_only(one, other):
    def index(text):
        return CIPHER.blind_index(text, purpose="id-number")

    assert (index(one) == index(other)) is (one == other)
    assert len(index(one)) == 64


def test_blind_index_differs_by_purpose_and_key_and_outlives_a_new_key():
    def index(used, purpose="id-number"):
        return used.blind_index("520302199001051234", purpose=purpose)

    assert index(CIPHER) != index(CIPHER, "phone")
    assert index(CIPHER) != index(Cipher({1: FOREIGN}))
    assert index(CIPHER) == index(ROTATED)


@pytest.mark.parametrize("keys", [{}, {1: b"short"}, {1: OLD, 2: NEW[:-1]}])
def test_a_key_that_is_none_stops_the_portal(keys):
    with pytest.raises(ImproperlyConfigured):
        Cipher(keys)


def test_cipher_takes_its_keys_from_the_settings(settings):
    settings.PORTAL_FIELD_KEYS = {"1": base64.b64encode(OLD).decode(), "10": base64.b64encode(NEW).decode()}

    assert cipher().encrypt("机密").startswith("10.")
    assert cipher().decrypt(CIPHER.encrypt("机密")) == "机密"
