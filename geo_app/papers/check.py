"""By what a reader of a paper finds its original: a code, an address, and the address as a QR code."""

from io import BytesIO

import segno

from geo_app.papers.paper import Check

QUIET = 2  # modules of white around the code: the words beside it keep the rest free


def check_of(code: str, address: str, words: str) -> Check:
    """The check of a paper. The code is shown in two halves, as people read it out.

    >>> check_of("a1b2c3d4e5", "https://localhost/v/a1b2c3d4e5", "").code
    'a1b2c-3d4e5'
    """
    half = len(code) // 2
    return Check(f"{code[:half]}-{code[half:]}", address, qr_of(address), words)


def qr_of(address: str) -> str:
    """An address as a QR code, a drawing in SVG."""
    drawn = BytesIO()
    look = {"xmldecl": False, "nl": False, "omitsize": True, "svgclass": None, "lineclass": None}
    segno.make(address, error="m", micro=False).save(drawn, kind="svg", border=QUIET, **look)
    return drawn.getvalue().decode()
