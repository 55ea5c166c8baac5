"""A code as a picture that a till reads: drawn as SVG inside the page, black on white in any light."""

from __future__ import annotations

import segno
from markupsafe import Markup


def drawn(code: str) -> Markup:
    """The QR picture of a code; whoever cannot see it reads the code beside it."""
    picture: str = segno.make_qr(code, error="m").svg_inline(border=3, omitsize=True, dark="#000", light="#fff",
                                                              svgclass="qr", lineclass=None)
    return Markup(picture.replace("<svg ", '<svg aria-hidden="true" focusable="false" ', 1))  # noqa: S704 – of our own code
