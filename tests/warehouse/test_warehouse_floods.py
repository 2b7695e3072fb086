"""Signs and score of coordinated floods, on made-up weeks of one platform, through the SQL that detection uses."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_up_lake import THEMES, instant

from warehouse import changes, facts, flood_signs
from warehouse.build import make_tables
from warehouse.database import Engine, connect
from warehouse.floods import SIGNS, SUSPECTED, Flood, floods, strengths, weights

DAY = date(2026, 11, 20)
WORDS = [chr(0x4E00 + 37 * i) + chr(0x5200 + 53 * i) for i in range(120)]


def usual(days: int = 28, a_day: int = 60) -> Iterator[dict[str, Any]]:
    """People who say something of their own now and then, and are liked for it a little."""
    rng = np.random.default_rng(5)
    for back in range(days):
        for i in range(a_day):
            yield said(back, rng.uniform(7, 23), f"p{rng.integers(900)}", own(rng), likes=int(rng.pareto(1.2) * 3), n=i)


def own(rng: np.random.Generator, count: int = 10) -> list[str]:
    return [WORDS[i] for i in rng.integers(0, len(WORDS), count)]


def said(back: int, hour: float, author: str | None, words: list[str], **more: Any) -> dict[str, Any]:
    day = DAY - timedelta(days=back)
    number = more.pop("n", 0)
    return {
        "post_id": f"weibo:{back}-{number}-{author}-{hour:.4f}", "platform": "weibo", "kind": "post", "dt": day,
        "published_at": instant(day, hour), "author_id": author, "words": words, "hashtags": [], "likes": 3,
        "duplicate_of": None, **more,
    }  # fmt: skip


def flood(posts: int = 120, authors: int = 6, **more: Any) -> list[dict[str, Any]]:
    """Few accounts, four texts, five bursts, no response."""
    rng = np.random.default_rng(7)
    texts = [["盲盒", *own(rng)] for _ in range(4)]
    made = [
        said(0, 9 + i % 5 * 2 + rng.uniform(0, 0.05), f"f{i % authors}", texts[i % 4], n=i, **{"likes": 0, **more})
        for i in range(posts)
    ]
    firsts: dict[tuple, str] = {}
    for post in made:
        first = firsts.setdefault(tuple(post["words"]), post["post_id"])
        post["duplicate_of"] = None if first == post["post_id"] else first
    return made


def event(people: int = 160) -> list[dict[str, Any]]:
    """News: one hour, a third repeat the headline, each once, with as much response as ever."""
    rng = np.random.default_rng(9)
    made = []
    for i in range(people):
        headline = i % 3 == 0
        words = ["地震", "速报", *own(np.random.default_rng(1))] if headline else ["地震", *own(rng)]
        at = 20 + rng.exponential(0.5) if i % 2 else rng.uniform(8, 20)
        made.append(said(0, min(at, 23.9), f"p{i}", words, likes=int(rng.pareto(1.2) * 3), n=i))
        made[-1]["duplicate_of"] = made[0]["post_id"] if headline and i else None
    return made


def looked_at(told: list[dict[str, Any]], flagged: list[dict[str, Any]], day: date = DAY) -> pa.Table:
    with connect(":memory:", Engine()) as con:
        con.execute(changes.SCHEMA)
        make_tables(con, THEMES)
        con.register("rows", pa.Table.from_pylist(told + flagged))
        con.execute("INSERT INTO staging.read_post BY NAME FROM rows")
        con.execute("UPDATE staging.read_post SET organic = duplicate_of IS NULL")
        con.execute(
            "INSERT INTO author BY NAME SELECT author_id, min(dt) AS first_dt FROM staging.read_post "
            "WHERE author_id IS NOT NULL GROUP BY ALL"
        )
        con.execute("CREATE TABLE staging.flag AS SELECT 0 AS flag, $day::DATE AS dt, 'all' AS scope", {"day": day})
        con.register("mine", pa.table({"post_id": [post["post_id"] for post in flagged]}))
        con.execute("CREATE TABLE staging.flagged_mention AS SELECT hash(post_id) AS post FROM mine")
        con.execute(facts._POSTS)
        con.execute("CREATE TABLE staging.said AS SELECT 0 AS flag, post FROM staging.flagged_mention")
        return flood_signs.signs(con, day, day)


def judged(flagged: list[dict[str, Any]], told: list[dict[str, Any]] | None = None) -> Flood:
    return floods(looked_at(list(usual()) if told is None else told, flagged))[0]


def test_a_flood_is_suspected_and_says_why():
    found = judged(flood())
    assert found.score >= SUSPECTED
    assert {"few_authors", "near_duplicates"} <= set(found.reasons)


def test_news_that_comes_in_an_hour_and_is_copied_is_none():
    found = judged(event())
    assert found.score < 0.5
    assert "few_authors" not in found.reasons


def test_a_flood_of_one_day_is_seen_beside_a_week_of_ordinary_posts():
    rng = np.random.default_rng(3)
    week = [said(b, rng.uniform(8, 22), f"p{b * 20 + i}", ["盲盒", *own(rng)]) for b in range(1, 7) for i in range(20)]
    assert judged(flood() + week).score >= SUSPECTED
    assert judged(week).score < 0.5


def test_nothing_is_said_of_authors_that_nobody_names_and_the_score_is_lower():
    found = judged([{**post, "author_id": None} for post in flood()])
    assert not {"few_authors", "new_accounts"} & set(found.reasons)
    assert found.score < judged(flood()).score


def test_a_feed_whose_posts_all_bear_the_same_instants_has_no_same_minutes():
    hours = [8, 12, 16, 20]
    snapshots = [{**p, "published_at": instant(p["dt"], hours[i % 4])} for i, p in enumerate(usual())]
    posts = [{**p, "published_at": instant(p["dt"], hours[i % 4])} for i, p in enumerate(event())]
    column = SIGNS.index("same_minutes")
    assert strengths(looked_at(snapshots, posts))[:, column].max() < 0.3
    assert strengths(looked_at(list(usual()), posts))[:, column].max() > 1


def test_lines_of_hot_lists_and_few_posts_have_no_score():
    assert not floods(looked_at(list(usual()), flood(kind="hot_search")))
    assert not floods(looked_at(list(usual()), flood(posts=flood_signs.LEAST - 1)))


def test_what_comes_later_changes_nothing():
    later = [said(-b, 12, f"f{i}", ["盲盒"], n=i) for b in range(1, 5) for i in range(6)]
    before, after = (looked_at([*usual(), *more], flood()).to_pylist() for more in ([], later))
    assert before == after


def test_accounts_seen_for_the_first_time_that_say_nothing_else_are_told_apart():
    column = SIGNS.index("new_accounts")
    fresh = strengths(looked_at(list(usual()), flood()))[:, column]
    elsewhere = [said(0, 12, f"f{i}", own(np.random.default_rng(i)), n=i) for i in range(6)]
    busy = strengths(looked_at([*usual(), *elsewhere], flood()))[:, column]
    known = [said(20, 12, f"f{i}", ["旧"], n=i) for i in range(6)]
    old = strengths(looked_at([*usual(), *known], flood()))[:, column]
    assert fresh.min() > 0.5
    assert busy.max() == old.max() == 0


def test_short_texts_count_as_the_same_words_though_they_are_no_near_duplicates():
    texts = [said(0, 8 + i / 10, f"p{i}", ["盲盒", "真的", "好吃", "快买"], n=i) for i in range(60)]
    (row, *_) = looked_at(list(usual()), texts).to_pylist()
    assert row["copies"] == 1.0
    (row, *_) = looked_at(list(usual()), [{**p, "words": ["盲盒", "好吃"]} for p in texts]).to_pylist()
    assert row["copies"] == 0.0, "four characters are what many say independently"


def test_what_is_not_known_counts_for_nothing():
    names = ("known", "responded", "effective", "independent", "copies", "usual_copies", "shared_pairs")
    names += ("clumped", "newcomers", "usual_newcomers", "standing", "ads")
    nothing = pa.table({name: pa.array([None, 0.0, float("nan")], pa.float64()) for name in names})
    assert (strengths(nothing) == 0).all()


@given(st.lists(st.floats(allow_nan=True, allow_infinity=True), min_size=12, max_size=12))
def test_any_numbers_give_a_score_between_none_and_all(values):
    names = ("known", "responded", "effective", "independent", "copies", "usual_copies", "shared_pairs")
    names += ("clumped", "newcomers", "usual_newcomers", "standing", "ads")
    told = pa.table({"flag": [0], **{name: [value] for name, value in zip(names, values, strict=True)}})
    assert 0 <= floods(told)[0].score <= 1


def test_no_sign_speaks_against_a_flood():
    for weight, constant in weights().values():
        assert (weight >= 0).all() and constant < 0
        assert len(weight) == len(SIGNS)


@pytest.mark.parametrize("posts", [40, 400])
def test_the_more_accounts_the_lower_the_score(posts):
    scores = [judged(flood(posts=posts, authors=authors)).score for authors in (5, 20, 40)]
    assert scores == sorted(scores, reverse=True)
