"""A first look at a published warehouse: volume, what rises, share of voice, sentiment. No network is needed.

marimo edit docs/notebooks/first_look.py        (FENGXIANG_WAREHOUSE, or -- --warehouse FILE, says which file)
"""

import marimo

app = marimo.App(width="medium", app_title="Fengxiang: a first look")


@app.cell
def _():
    import os
    import pathlib
    from html import escape

    import duckdb
    import marimo as mo

    return duckdb, escape, mo, os, pathlib


@app.cell
def _(duckdb, mo, os, pathlib):
    given = mo.cli_args().get("warehouse") or os.environ.get("FENGXIANG_WAREHOUSE")
    path = pathlib.Path(str(given or "demo-home/warehouse/warehouse.duckdb"))
    mo.stop(
        not path.is_file(), mo.md(f"There is no warehouse at `{path}`. Set FENGXIANG_WAREHOUSE, or run `make demo`.")
    )
    con = duckdb.connect(str(path), read_only=True, config={"enable_external_access": "false"})
    last = con.execute("SELECT last_day()").fetchone()[0]
    mo.md(f"# A first look at {path.name}\n\nPosts up to **{last}**. What else can be asked: `docs/questions.md`.")
    return con, last


@app.cell
def _(escape):
    colours = ("#2f6f9f", "#c4572e", "#4d8f5b", "#8a5a9e", "#b08d2f", "#5c6670")

    def lines(series, width=720, height=220):
        """An SVG of {name: [(label, value or (low, value, high)), ...]}: a band where there is an interval."""
        told = {n: [(x, v if isinstance(v, tuple) else (v, v, v)) for x, v in points] for n, points in series.items()}
        marks = sorted({x for points in told.values() for x, _ in points})
        top = max((high for points in told.values() for _, (_, _, high) in points), default=1) or 1
        at = {x: 50 + i * (width - 70) / max(1, len(marks) - 1) for i, x in enumerate(marks)}
        y = lambda value: height - 30 - value / top * (height - 50)  # noqa: E731
        parts = [
            f'<text x="4" y="24" font-size="11">{top:,.3g}</text>',
            f'<text x="4" y="{height - 30}" font-size="11">0</text>',
        ]
        for i, (name, points) in enumerate(told.items()):
            colour = colours[i % len(colours)]
            band = [f"{at[x]:.1f},{y(v[2]):.1f}" for x, v in points] + [
                f"{at[x]:.1f},{y(v[0]):.1f}" for x, v in reversed(points)
            ]
            line = " ".join(f"{at[x]:.1f},{y(v[1]):.1f}" for x, v in points)
            parts.append(f'<polygon points="{" ".join(band)}" fill="{colour}" opacity=".18"/>')
            parts.append(f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2"/>')
            parts.append(f'<text x="{60 + 110 * i}" y="12" font-size="12" fill="{colour}">{escape(str(name))}</text>')
        parts += [
            f'<text x="{min(at[x], width - 70):.0f}" y="{height - 10}" font-size="11">{escape(str(x))}</text>'
            for x in (*marks[:1], *marks[-1:])
        ]
        return f'<svg viewBox="0 0 {width} {height}" role="img" width="100%">{"".join(parts)}</svg>'

    return (lines,)


@app.cell
def _(con, lines, mo):
    volume = {}
    for _dt, _platform, _posts in con.execute(
        "SELECT dt, platform, posts FROM volume_daily WHERE dt IN (FROM days()) ORDER BY ALL"
    ).fetchall():
        volume.setdefault(_platform, []).append((_dt, _posts))
    mo.vstack([mo.md("## Volume: posts a day"), mo.Html(lines(volume))])
    return (volume,)


@app.cell
def _(con, mo):
    rising = con.sql(
        "SELECT subject, subject_kind, phase, ratio, ratio_low, ratio_high, authors, since, first_platform "
        "FROM rising()"
    ).fetchall()
    _names = ("subject", "kind", "phase", "ratio", "from", "to", "authors", "since", "first on")
    mo.vstack(
        [mo.md("## What rises"), mo.ui.table([dict(zip(_names, row, strict=True)) for row in rising], selection=None)]
    )
    return (rising,)


@app.cell
def _(con, lines, mo):
    voice = {}
    for _period, _theme, _share in con.execute(
        "SELECT period, theme, share_of_themes FROM share_of_voice_weekly ORDER BY ALL"
    ).fetchall():
        voice.setdefault(_theme, []).append((_period, _share or 0))
    loudest = dict(sorted(voice.items(), key=lambda told: -sum(share for _, share in told[1]))[:6])
    mo.vstack([mo.md("## Share of voice of the six loudest themes, by week"), mo.Html(lines(loudest))])
    return (voice,)


@app.cell
def _(con, lines, mo):
    _rows = con.execute(
        "SELECT period, negative_low, negative_share, negative_high FROM sentiment_over_time()"
    ).fetchall()
    sentiment = {"negative": [(period, (low, share, high)) for period, low, share, high in _rows]}
    mo.vstack([mo.md("## Sentiment: share of negative posts, with its 95 % interval"), mo.Html(lines(sentiment))])
    return (sentiment,)


@app.cell
def _(mo):
    asked = mo.ui.text(label="Search", placeholder="续航 (差 | 拉胯) -广告", full_width=True)
    asked  # noqa: B018 - what a cell ends with is shown
    return (asked,)


@app.cell
def _(asked, con, mo):
    mo.stop(not asked.value)
    try:
        found = con.execute(
            "SELECT dt, platform, engagement, text FROM search($query, n := 20)", {"query": asked.value}
        ).fetchall()
        shown = mo.ui.table(
            [dict(zip(("day", "platform", "engagement", "text"), row, strict=True)) for row in found], selection=None
        )
    except Exception as fault:
        shown = mo.md(f"`{fault}`")
    shown  # noqa: B018
    return


if __name__ == "__main__":
    app.run()
