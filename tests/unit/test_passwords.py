import pytest

from geo_app.auth.passwords import good_enough, hashed, matches
from geo_app.errors import BadInput


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("short-2026", "密码太短"),
        ("柳树   柳   树   下", "密码太短"),  # several spaces count as one
        ("a lot of x" + "x" * 119, "密码太长"),
        ("Zhang.Sanfeng", "与用户名相同"),
        ("Password1234", "太常见"),
        ("123456789012", "太常见"),
        ("１２３４５６７８９０１２", "太常见"),  # full-width digits are digits
        ("aaaabbbbcccc", "太常见"),
    ],
)
def test_a_password_that_others_would_guess_is_refused_with_a_remedy(password, reason):
    with pytest.raises(BadInput, match=reason) as refused:
        good_enough(password, "zhang.sanfeng")
    assert refused.value.remedy


@pytest.mark.parametrize("password", ["矿山边上的三棵大柳树都绿了", "correct-horse-7", "  spaces count  "])
def test_a_long_password_of_any_alphabet_is_fine(password):
    assert good_enough(password, "zhang") == password


def test_a_password_is_stored_as_argon2id_with_a_salt_of_its_own():
    first, second = hashed("correct-horse-7"), hashed("correct-horse-7")
    assert first.startswith("$argon2id$")
    assert first != second
    assert matches("correct-horse-7", first)
    assert not matches("correct-horse-8", first)


def test_a_password_matches_however_the_keyboard_wrote_its_digits():
    assert matches("柳树２０２６柳树二零", hashed("柳树2026柳树二零"))


def test_a_broken_hash_opens_nothing():
    assert not matches("correct-horse-7", "not a hash")
