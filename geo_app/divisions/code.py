"""Division codes: province 2 digits, city 4, county 6, township 9, village 12 (GB/T 2260, GB/T 10114)."""

from geo_app.errors import BadInput

LENGTHS = (2, 4, 6, 9, 12)


def canonical(text: str) -> str | None:
    """A code without the zeros that pad it; None where it is no division code.

    >>> canonical("530181000000"), canonical("530181007"), canonical("441900"), canonical("53018")
    ('530181', '530181007', '4419', None)
    """
    digits = text.strip().removesuffix(".0")  # spreadsheets like to keep codes as numbers
    if not digits.isdecimal() or not digits.isascii() or len(digits) not in LENGTHS or digits.startswith("0"):
        return None
    padded = digits.ljust(12, "0")
    return next((padded[:n] for n in LENGTHS if not padded[n:].strip("0")), None)


def must_be_code(text: str) -> str:
    """The code that somebody typed, without its zeros. Raises BadInput where it is none."""
    code = canonical(text)
    if code is None:
        raise BadInput(f"{text} 不是行政区划代码", "县写 6 位，例如 530124；市写 4 位或 6 位")
    return code


def number(code: str) -> int:
    """The code as the twelve-digit number that tables keep.

    >>> number("530181")
    530181000000
    """
    return int(code.ljust(12, "0"))


def level(code: str) -> int:
    """1 province, 2 city, 3 county, 4 township, 5 village.

    >>> level("530181007")
    4
    """
    return LENGTHS.index(len(code)) + 1


def above(code: str) -> list[str]:
    """The codes of all levels above, from the top; some may not exist (counties directly below a province).

    >>> above("530181007")
    ['53', '5301', '530181']
    """
    return [code[:n] for n in LENGTHS if n < len(code)]
