"""A QR code as a picture inside the page."""

QUIET_ZONE = 4
"""Empty modules around it: what ISO/IEC 18004 asks for."""


def qr_picture(text: str) -> str:
    """The picture as an address of its own, black on white in dark pages too, which every app reads."""
    import segno  # noqa: PLC0415 - most sign-ins need none

    address: str = segno.make(text, micro=False).svg_data_uri(border=QUIET_ZONE, dark="#000", light="#fff")
    return address
