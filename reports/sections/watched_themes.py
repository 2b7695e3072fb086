"""Every watched theme against last week: how loud, how much of the talk, how people feel, and what of it moved clearly.

A broken crawl must not read as a fall: a day of this week is held against the same weekday of the week before, on each
platform, only where both could be judged; a theme of which less than half can be compared so is told as insufficient.
"""

from collections import defaultdict

from contract.findings import Verdict
from reports.page import Page
from reports.published import Row
from reports.questions.judged import WHOLE_DAYS
from reports.questions.watched import DAILY, LOUDEST, PHASES, THEMES
from reports.section import Context, Rows
from reports.story import curve

TITLE = {"zh": "关注主题与上周相比", "en": "Watched themes against last week"}
ORDER = 25
FEW = 20  # posts below which nothing is judged
ENOUGH = 0.5  # of a theme's usual volume that must lie on days that can be compared
FROM_TIMES = 3.0  # from so many times last week's on, a change is told as a ratio, not in percent

QUERIES = {"themes": THEMES, "daily": DAILY, "seen": WHOLE_DAYS, "loudest": LOUDEST, "phases": PHASES}


def build(rows: Rows, page: Page) -> Context:
    """One line a theme, the loudest first."""
    daily, loudest = _by_theme(rows["daily"]), _by_theme(rows["loudest"])
    phases = {row["theme"]: row for row in rows["phases"]}
    whole = {row["dt"] for row in rows["seen"]}
    lines = []
    for row in rows["themes"]:
        theme = row["theme"]
        spark, caption = curve(daily[theme], whole, page.voices([one["platform"] for one in loudest[theme]]), page)
        lines.append(
            _line(row, phases.get(theme), page)
            | {"spark": spark, "spark_caption": caption, "phase": _phase(phases.get(theme), page)}
            | {"loudest": _loudest(loudest[theme], page)}
        )
    return {"lines": lines, "few": FEW}


def _by_theme(rows: list[Row]) -> defaultdict[str, list[Row]]:
    found: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row["theme"]].append(row)
    return found


def _line(row: Row, phase: Row | None, page: Page) -> Context:
    words, figures = page.words, page.figures
    few = max(row["posts"], row["posts_before"]) < FEW
    return {
        "name": page.theme(row["theme"]),
        "few": few,
        "authors": words.counted("unit.authors", row["authors"], figures.count(row["authors"])),
        "posts": words.counted("unit.posts", row["posts"], figures.count(row["posts"])),
        "change": None if few else _change(row, phase, page),
        "voice": figures.share_1(row["voice"]),
        "voice_change": words("watched.points", change=figures.points_1(row["voice_change"]))
        if not few and _compared(row) and not _is_artefact(phase) and row["voice_change"] is not None
        else "",
        "feeling": None if few else _feeling(row, page),
    }


def _is_artefact(phase: Row | None) -> bool:
    """Whether detection says that more or less was crawled of it: then no change of volume can be told."""
    return phase is not None and phase["verdict"] == Verdict.ARTEFACT


def _compared(row: Row) -> bool:
    return (row["compared"] or 0) >= ENOUGH


def _change(row: Row, phase: Row | None, page: Page) -> Context:
    """How much louder or quieter: a text, its interval, a word and a tone."""
    words, figures = page.words, page.figures
    if _is_artefact(phase):
        return {"text": "", "interval": "", "word": words("watched.artefact"), "tone": "untold", "partly": ""}
    partly = words("watched.partly", share=figures.share(row["compared"])) if row["compared"] is not None else ""
    if not _compared(row) or (row["change"] is None and row["posts_before"]):
        return {"text": "", "interval": "", "word": words("watched.insufficient"), "tone": "untold", "partly": partly}
    if row["change"] is None:
        return {"text": "", "interval": "", "word": words("watched.new"), "tone": "up", "partly": ""}
    if row["ratio"] >= FROM_TIMES:
        text = words("rising.ratio", ratio=figures.times(row["ratio"]))
        interval = words("watched.between", between=figures.between(row["ratio_low"], row["ratio_high"]))
    else:
        text = figures.percent(row["change"])
        ends = {"low": figures.percent(row["change_low"]), "high": figures.percent(row["change_high"])}
        interval = words("watched.interval", **ends)
    tone = "up" if row["ratio_low"] > 1 else "down" if row["ratio_high"] < 1 else "same"
    told = partly if row["compared"] < 1 else ""
    return {"text": text, "interval": interval, "word": words.code("moved", tone), "tone": tone, "partly": told}


def _feeling(row: Row, page: Page) -> Context | None:
    """The negative share and how it moved; None where too few posts have a sentiment."""
    if row["mood_posts"] < FEW:
        return None
    change, tone = "", "same"
    if row["negative_change"] is not None and _compared(row):
        change = page.words("sentiment.points", change=page.figures.points(row["negative_change"]))
        tone = "worse" if row["negative_low"] > 0 else "better" if row["negative_high"] < 0 else "same"
    word = "" if tone == "same" else page.words.code("moved", tone)
    return {"share": page.figures.share(row["negative_share"]), "change": change, "tone": tone, "word": word}


def _phase(row: Row | None, page: Page) -> dict[str, str]:
    """Where it stands in a rise; a rise that is none is told by its verdict."""
    if row is None:
        return {"text": "", "code": ""}
    if row["verdict"] != Verdict.ORGANIC:
        return {"text": page.words.code("verdict", row["verdict"]), "code": "not"}
    return {"text": page.words.code("phase", row["phase"]), "code": row["phase"].lower()}


def _loudest(rows: list[Row], page: Page) -> str:
    told = [
        page.words("watched.loudest", platform=page.platform(row["platform"]), share=page.figures.share_1(row["share"]))
        for row in rows[:2]
    ]
    return page.words.joined("list.between", told)
