"""Where a rising topic began and who drives it, in short lines; nothing is said of what is not known."""

from reports.page import Page
from reports.published import Row

_BEGAN = ("began", "began_low", "began_high")
_MOST = 0.5  # of the response, from which on a kind of account drives it


def began(row: Row, page: Page) -> str:
    """When it left its old level, and where it was first by how many days."""
    words, figures = page.words, page.figures
    said = []
    if row["began"]:
        days = zip(("day", "low", "high"), _BEGAN, strict=True)
        said.append(words("rising.began", **{name: figures.day(row[key]) for name, key in days}))
    if row["lead_days"] is not None and row["first_platform"]:
        key = "rising.lead" if row["lead_days"] > 0 else "rising.lead_none"
        told = {"n": figures.count(row["lead_days"])} if row["lead_days"] > 0 else {}
        said.append(words(key, platform=page.platform(row["first_platform"]), **told))
    return words.joined("list.pause", said) if said else ""


def driven(row: Row, page: Page) -> tuple[str, str] | None:
    """Which kind of account gets most of the response, and the shares and accounts of each kind."""
    if row["kol_share"] is None or row["koc_share"] is None:
        return None
    words, figures = page.words, page.figures
    shares = {"kol": row["kol_share"], "koc": row["koc_share"], "rest": row["rest_share"]}
    most = max(shares, key=lambda kind: shares[kind])
    head = words(f"driven_by.{most if shares[most] >= _MOST else 'none'}")
    told = words(
        "driving.shares",
        rest=figures.share(row["rest_share"]),
        koc=figures.share(row["koc_share"]),
        kocs=_accounts(row["kocs"], page),
        kol=figures.share(row["kol_share"]),
        kols=_accounts(row["kols"], page),
    )
    return head, told


def _accounts(number: int | None, page: Page) -> str:
    return page.words.counted("unit.accounts", number if number is not None else 0, page.figures.count(number))
