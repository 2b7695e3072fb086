"""Topics: subjects that rise together in the same posts, under one name and one id for as long as they rise.

A topic is one thing whatever the platform: all subjects flagged on a day in any scope are grouped together, and the
rows of a scope tell what of it is flagged there. Floods and artefacts are no part of any. docs/topics.md tells people.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Any

import duckdb

from contract.findings import ALL_PLATFORMS, SubjectKind, Verdict
from warehouse import topic_tables
from warehouse.topic_groups import Node, Subject, groups
from warehouse.topic_links import NONE, Links, links
from warehouse.topic_tracks import Topic, Tracks

SHOWN = (Verdict.ORGANIC.value, Verdict.CAMPAIGN.value)
_WHOLES = (SubjectKind.THEME, SubjectKind.HASHTAG, SubjectKind.TERM)  # which of a name explains, if several have it


def find(con: duckdb.DuckDBPyConnection, trends: Iterable[Mapping[str, Any]], tracks: Tracks) -> None:
    """Put the topics of these trend rows (with `flag`, day by day) where topic_daily and topic_member read them.

    The posts behind the flags must have been looked at (facts.look_at).
    """
    shown = sorted((row for row in trends if row["verdict"] in SHOWN), key=_order)
    if not shown:
        return
    close = links(con, [row["flag"] for row in shown])
    sids = dict(con.execute("SELECT flag, sid FROM staging.flag").fetchall())
    rows: list[dict[str, Any]] = []
    states: list[dict[str, Any]] = []
    for day, told in groupby(shown, key=lambda row: row["dt"]):
        of_day = list(told)
        found = _of_day(day, of_day, sids, close.get(day, NONE), tracks, states)
        rows += [_member(row, found[_subject(row)]) for row in of_day if _subject(row) in found]
    topic_tables.store(con, rows, states)


def _of_day(
    day: date,
    rows: Sequence[Mapping[str, Any]],
    sids: Mapping[int, int],
    close: Links,
    tracks: Tracks,
    states: list[dict[str, Any]],
) -> dict[Subject, Topic]:
    """Which topic each subject of a day is of; notes how the topics stand."""
    tracks.forget(day)
    grouped = groups(_nodes(rows, sids), close, tracks.lately())
    weights = [{node.subject: node.weight for node in group} for group in grouped]
    told = [(topic, group) for topic, group in zip(tracks.follow(day, weights), weights, strict=True) if topic]
    states += [_state(day, topic) for topic in [*(topic for topic, _ in told), *tracks.merge(day, told)]]
    return {subject: topic for topic, group in told for subject in group}


def _order(row: Mapping[str, Any]) -> tuple[Any, ...]:
    return (row["dt"], *_subject(row), row["scope"] != ALL_PLATFORMS, -row["score"], row["scope"])


def _subject(row: Mapping[str, Any]) -> Subject:
    return row["subject_kind"], row["subject"]


def _nodes(rows: Sequence[Mapping[str, Any]], sids: Mapping[int, int]) -> list[Node]:
    """One node a subject, as it stands over all platforms, else on the one where it surprises most."""
    wholes = _wholes(rows)
    nodes: dict[Subject, Node] = {}
    for row in rows:
        subject = _subject(row)
        weight = max(_weight(row), nodes[subject].weight if subject in nodes else 0.0)
        if subject in nodes:
            nodes[subject] = Node(subject, nodes[subject].sid, weight, nodes[subject].verdict, nodes[subject].whole)
        else:
            whole = wholes.get((row["scope"], row["part_of"])) if row["part_of"] else None
            nodes[subject] = Node(subject, sids[row["flag"]], weight, row["verdict"], whole)
    return list(nodes.values())


def _wholes(rows: Sequence[Mapping[str, Any]]) -> dict[tuple[str, str], Subject]:
    """By scope and name, the subject that explains others."""
    standing = [row for row in rows if row["part_of"] is None and row["subject_kind"] in _WHOLES]
    standing.sort(key=lambda row: _WHOLES.index(row["subject_kind"]), reverse=True)
    return {(row["scope"], row["subject"]): _subject(row) for row in standing}


def _weight(row: Mapping[str, Any]) -> float:
    """Authors beyond what was expected: those who make it rise."""
    return round(max(float(row["authors"] - row["expected"]), 1.0), 2)


def _member(row: Mapping[str, Any], topic: Topic) -> dict[str, Any]:
    return {
        **{name: row[name] for name in ("flag", "dt", "scope", "subject_kind", "subject", "score", "verdict")},
        "topic_id": topic.topic_id,
        "weight": _weight(row),
        "named": _subject(row) == topic.name,
    }


def _state(day: date, topic: Topic) -> dict[str, Any]:
    return {
        "dt": day,
        "topic_id": topic.topic_id,
        "name_kind": topic.name[0],
        "name": topic.name[1],
        "theme": topic.theme,
        "first_day": topic.first_day,
        "rise_week": topic.week(day),
        "split_from": topic.split_from,
        "merged_into": topic.merged_into,
    }
