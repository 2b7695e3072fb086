"""The brand in the mail's look: its colour as the accent, its logo at the head."""

from markupsafe import Markup

from reports.colours import accents
from reports.edition import Edition, Logo
from reports.mail import Attachment

LOGO_HEIGHT, LOGO_WIDTH = 32, 240  # points at most
_CID = "logo@fengxiang.invalid"


def in_elements(edition: Edition) -> Markup:
    """Rules after those of mail.css."""
    if not edition.colour:
        return Markup("")
    rules = Markup(
        "a,.rise{{color:{0}}}.button{{background:{0}}}.button a{{color:#ffffff}}.week{{border-top:4px solid {0}}}"
    )
    return rules.format(accents(edition.colour).light)


def on_dark_screens(edition: Edition) -> Markup:
    """Rules after those of mail_screens.css."""
    if not edition.colour:
        return Markup("")
    rules = Markup(
        "@media (prefers-color-scheme: dark){{a,.rise{{color:{0} !important}}"
        ".button a{{color:#ffffff !important}}.week{{border-top-color:{0} !important}}}}"
    )
    return rules.format(accents(edition.colour).dark)


def picture_of(logo: Logo) -> Attachment:
    """The logo as a picture that the HTML shows."""
    return Attachment("logo.png", logo.content, logo.content_type, cid=_CID)


def size_of(logo: Logo) -> tuple[int, int]:
    """Its width and height in the mail, in points; Outlook would show it as large as it is."""
    width, height = (int.from_bytes(logo.content[at : at + 4], "big") for at in (16, 20))  # PNG's first chunk
    scale = min(LOGO_HEIGHT / height, LOGO_WIDTH / width)
    return max(round(width * scale), 1), max(round(height * scale), 1)
