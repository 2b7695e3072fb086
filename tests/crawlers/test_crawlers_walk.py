"""Where a crawl goes: paging, the page limit, splitting a window in time, holes of earlier runs, the budget."""

from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from crawlers_site import AS_OF, job
from hypothesis import given, settings
from hypothesis import strategies as st

from crawlers.exposure import records
from crawlers.job import CrawlJob
from crawlers.journal import Account
from crawlers.landing import run_record, run_to_line
from crawlers.listing import Listing, Span, Task
from crawlers.walk import Abilities, Seen, Walk
from crawlers.watermark import covered_before, spans_to_ask

HOUR = timedelta(hours=1)
CAN = Abilities("hot_search", platform_pages=3, finest=HOUR)


def ago(hours: float) -> datetime:
    return AS_OF - timedelta(hours=hours)


def a_job(**changed: object) -> CrawlJob:
    return job("http://127.0.0.1:1/weibo", **{"max_pages": 100, **changed})


def crawl(posts: list[datetime], asked: CrawlJob, can: Abilities = CAN, covered: dict | None = None, per_page: int = 2):
    """Walk over a platform that has these posts: the accounts of all pages, the spans asked for, the posts shown."""
    walk = Walk(asked, can, covered or {})
    waiting, accounts, scopes, told = list(walk.first()), [], [], set()
    while waiting:
        task = waiting.pop(0)
        within = [p for p in sorted(posts, reverse=True) if not task.scope or task.scope.start <= p < task.scope.end]
        start = (task.page.number - 1) * per_page
        shown = within[start : start + per_page]
        more = len(within) > start + per_page and task.page.number < can.platform_pages
        scopes.append(task.scope)
        told.update(shown)
        if not shown:
            step = walk.ended(walk_end(task))
            accounts.append(Account(step.task, outcome="empty"))
        else:
            step = walk.after(task, Seen(more, reached=min(shown), newest=max(shown), entries=len(shown)))
            accounts.append(Account(step.task, 1, len(shown), min(shown), outcome=step.outcome, detail=step.detail))
        waiting += step.following
    return accounts, scopes, told


def walk_end(task: Task):
    from crawlers.walk import Step

    return Step(task, "empty")


def runs_of(posts: list[datetime], asked: CrawlJob, **more: object):
    accounts, scopes, _ = crawl(posts, asked, **more)
    return records(asked, asked.queries, accounts, {}, {}), scopes


def test_a_window_within_the_page_limit_is_one_record() -> None:
    runs, scopes = runs_of([ago(h) for h in (1, 2, 3, 30)], a_job())
    assert [(r.outcome, r.covered_from, r.covered_to, r.pages) for r in runs] == [("ok", ago(24), AS_OF, 2)]
    assert scopes == [None, None]


def test_a_window_that_hits_the_page_limit_is_split_until_it_does_not() -> None:
    posts = [ago(0.5 + i * 1.1) for i in range(21)]  # six a search are shown
    runs, scopes = runs_of(posts, a_job())
    assert [(r.outcome, r.covered_from, r.covered_to) for r in runs] == [("ok", ago(24), AS_OF)]
    assert runs[0].entries >= 21
    assert runs[0].pages == len(scopes) - 1, "the last one was empty"
    asked = [s for s in scopes if s]
    assert asked and all(s.start.minute == s.end.minute == 0 for s in asked), "searches are scoped in whole hours"


def test_an_hour_fuller_than_the_platform_shows_stays_a_hole() -> None:
    full = [ago(10) + timedelta(minutes=i * 3) for i in range(1, 20)]  # the hour from 00:30 +... holds more than six
    posts = [ago(h) for h in (1, 3, 12, 20)] + full
    runs, _ = runs_of(posts, a_job())
    assert {r.outcome for r in runs} == {"ok", "saturated"}
    holes = [r for r in runs if r.outcome == "saturated"]
    assert all("one hour" in r.detail for r in holes)
    windows = sorted((r.window_from, r.window_to) for r in runs)
    assert windows[0][0] == ago(24) and windows[-1][1] == AS_OF
    assert all(a[1] == b[0] for a, b in pairwise(windows)), "windows fill the run's, none twice"
    covered = sum((r.covered_to - r.covered_from for r in runs if r.covered_from), timedelta())
    assert timedelta(hours=22) < covered < timedelta(hours=24)


@settings(max_examples=150, deadline=None)
@given(
    minutes=st.lists(st.floats(0.01, 24 * 60 - 0.01), max_size=120),
    pages=st.integers(1, 60),
    finest=st.sampled_from([HOUR, None]),
)
def test_what_a_record_says_was_seen_was_shown(minutes: list[float], pages: int, finest: timedelta | None) -> None:
    posts = [AS_OF - timedelta(minutes=m) for m in minutes]
    asked = a_job(max_pages=pages)
    accounts, _, shown = crawl(posts, asked, replace(CAN, finest=finest), per_page=5)
    runs = records(asked, ("快充",), accounts, {}, {})
    for run in runs:
        if run.covered_from and run.covered_to:
            claimed = {p for p in posts if run.covered_from < p < run.covered_to}
            assert claimed <= shown
    windows = sorted((r.window_from, r.window_to) for r in runs)
    assert (windows[0][0], windows[-1][1]) == (ago(24), AS_OF)
    assert all(a[1] == b[0] for a, b in pairwise(windows)), "windows fill the run's, none twice"
    hours = Counter(p.replace(minute=0, second=0, microsecond=0) for p in posts)
    if finest and pages == 60 and max(hours.values(), default=0) < CAN.platform_pages * 5:
        assert shown == set(posts), "what is left unseen is hours that are too full, or beyond the budget"


def test_the_budget_ends_splitting_and_the_rest_is_recorded() -> None:
    posts = [ago(0.5 + i * 0.2) for i in range(110)]
    runs, scopes = runs_of(posts, a_job(max_pages=7))
    assert len(scopes) == 7
    assert [r.outcome for r in runs] == ["ok", "saturated"]
    assert runs[0].covered_from == runs[1].covered_to, "what lies before was not seen"
    assert runs[1].window_from == ago(24)
    assert "limit of 7 pages" in runs[1].detail


def test_a_platform_that_ignores_the_scope_is_found_out() -> None:
    posts = [ago(0.1 * i + 0.1) for i in range(60)]
    walk = Walk(a_job(), CAN, {})
    (task,) = walk.first()
    for _ in range(3):
        step = walk.after(task, Seen(True, reached=ago(4), newest=posts[0], entries=2))
        task = step.following[0]
    assert task.scope is not None
    step = walk.after(task, Seen(True, reached=ago(4), newest=posts[0], entries=2))
    assert (step.outcome, step.following) == ("saturated", ())
    assert "does not search by time" in step.detail


def test_without_scopes_a_saturated_search_stays_saturated() -> None:
    posts = [ago(0.5 + i) for i in range(20)]
    runs, _ = runs_of(posts, a_job(), can=replace(CAN, finest=None))
    assert [(r.outcome, r.covered_from) for r in runs] == [("saturated", ago(5.5))]
    assert "no more than 3 pages" in runs[0].detail


def test_a_told_total_gives_an_early_end_away() -> None:
    walk = Walk(a_job(), replace(CAN, finest=None, platform_pages=50), {})
    (task,) = walk.first()
    (second,) = walk.after(task, Seen(True, reached=ago(1), newest=ago(0.1), total=200, entries=10)).following
    step = walk.after(second, Seen(False, reached=ago(2), newest=ago(1), total=200, entries=10))
    assert (step.outcome, step.detail) == ("saturated", "the platform shows 20 of 200 results")


def test_what_was_seen_is_not_asked_again_but_for_the_overlap() -> None:
    asked = a_job(overlap=2 * HOUR)
    covered = [Span(ago(40), ago(6))]
    assert spans_to_ask(asked, covered, None) == [Span(ago(8), AS_OF)]
    runs, _ = runs_of([ago(h) for h in (1, 3, 7, 9, 11, 13)], asked, covered={"快充": covered})
    assert [(r.window_from, r.covered_from, r.pages) for r in runs] == [(ago(8), ago(8), 2)]


def test_holes_of_earlier_runs_are_asked_for_where_search_can_be_scoped() -> None:
    asked = a_job(overlap=HOUR)
    covered = [Span(ago(30), ago(20)), Span(ago(15), ago(12)), Span(ago(11.5), ago(4))]
    assert spans_to_ask(asked, covered, HOUR) == [Span(ago(5), AS_OF), Span(ago(20), ago(15))]
    assert spans_to_ask(asked, covered, None) == [Span(ago(5), AS_OF)]
    runs, scopes = runs_of([ago(h) for h in (1, 6, 17)], asked, covered={"快充": covered})
    assert [(r.window_from, r.window_to, r.outcome) for r in runs] == [
        (ago(5), AS_OF, "ok"), (ago(20), ago(15), "ok"),
    ]  # fmt: skip
    assert [s is not None for s in scopes] == [False, True]


def test_holes_wait_until_the_newest_is_read_and_pages_are_left() -> None:
    asked = a_job(overlap=HOUR, max_pages=1)
    covered = [Span(ago(30), ago(20)), Span(ago(15), ago(4))]
    _, scopes = runs_of([ago(h) for h in (1, 6, 17)], asked, covered={"快充": covered})
    assert scopes == [None]


def test_without_an_overlap_the_whole_window_is_asked_for() -> None:
    assert spans_to_ask(a_job(), [Span(ago(30), ago(1))], HOUR) == [Span(ago(24), AS_OF)]
    assert spans_to_ask(a_job(overlap=HOUR), [], HOUR) == [Span(ago(24), AS_OF)]
    assert spans_to_ask(a_job(overlap=HOUR), [Span(ago(90), ago(70))], HOUR) == [Span(ago(24), AS_OF)]


def test_the_records_of_earlier_runs_are_the_watermark(tmp_path: Path) -> None:
    asked = a_job(overlap=HOUR)
    for hours, outcome in ((30.0, "ok"), (5.0, "failed"), (10.0, "saturated"), (-5.0, "ok")):
        earlier = replace(asked, as_of=ago(hours), window_from=ago(hours + 8), run=f"weibo-{ago(hours):%Y%m%dT%H%M%SZ}")
        task = Task(Listing.SEARCH, "快充", "快充", Span(earlier.window_from, earlier.as_of))
        account = Account(task, 1, 2, ago(hours + 4) if outcome == "saturated" else None, outcome=outcome)
        record = run_record(tmp_path, "weibo", earlier.run)
        record.parent.mkdir(parents=True, exist_ok=True)
        record.write_text("".join(run_to_line(r) + "\n" for r in records(earlier, ("快充",), [account], {}, {})))
    assert covered_before(tmp_path, asked) == {"快充": [Span(ago(14), ago(10))]}, (
        "only what was seen, before this run, within its window"
    )


@pytest.mark.parametrize("bad", [1, 3])
def test_many_small_listings_fail_together_only_if_many_fail(bad: int) -> None:
    span = Span(ago(24), AS_OF)
    accounts = [
        Account(Task(Listing.COMMENTS, "comments", str(n), span), 1, 3, outcome="blocked" if n < bad else "ok",
                detail="page 1: a block page" if n < bad else "")
        for n in range(20)
    ]  # fmt: skip
    (run,) = records(a_job(), (), accounts, {"comments": 60}, {})
    assert (run.query, run.landed, run.outcome) == ("comments", 60, "ok" if bad == 1 else "blocked")
    assert f"{bad} of 20 could not be read: page 1: a block page" in run.detail
    assert (run.covered_from is None) == (bad == 3)
