"""The measurements still run: each on a handful of posts. Their figures are for `make bench`, not for tests."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


def measured(module: str, *options: str) -> str:
    command = [sys.executable, "-m", f"benchmarks.{module}", *options]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_crawling_is_measured_beside_bare_scrapy() -> None:
    told = measured("crawling", "--posts", "800")
    assert re.search(r"scrapy +40 pages", told) and re.search(r"ours +40 pages", told)
    assert float(re.search(r"ours does ([0-9.]+) of", told)[1]) > 0


@pytest.mark.parametrize("kind", ["parquet", "jsonl"])
def test_importing_is_measured(kind: str) -> None:
    told = measured("importing", "--posts", "2000", "--only", kind)
    assert re.search(rf"^{kind} +[0-9,]+ .* 1,980, 20$", told, re.MULTILINE), told


def test_segmenting_is_measured_beside_jieba() -> None:
    if not (ROOT.parent / "shared" / "data" / "posts" / "hot_weibo.parquet").exists():
        pytest.skip("the real sample streams are not beside this repository")
    told = measured("segmenting", "--rows", "2000", str(ROOT.parent / "shared/data/posts/hot_weibo.parquet"))
    assert re.search(r"^hot_weibo +0 +2,000 +0 100.0000% ", told, re.MULTILINE), told
    assert re.search(r"^hot_weibo +500 +2,000 +0 100.0000% ", told, re.MULTILINE), told


def test_reading_is_measured_beside_jieba_and_snownlp_and_as_the_lake_grows() -> None:
    sample = ROOT.parent / "shared" / "data" / "posts" / "reposts_weibo.parquet"
    if not sample.exists():
        pytest.skip("the real sample streams are not beside this repository")
    told = measured("enrich", str(sample), "400")
    assert re.search(r"^stock SnowNLP .* posts/s", told, re.M) and re.search(r"^nlp.enrich, the whole ", told, re.M)
    told = measured("enriching", "--posts", "2000", "--a-day", "100")
    assert re.search(r"^ +2,000 posts .* peak [0-9,]+ MB$", told, re.M), told


def test_links_of_near_duplicates_are_measured() -> None:
    told = measured("near_duplicates", "--posts", "2000", "--days", "10", "--subset", "400", "--quality", "0")
    found = re.search(r"links across days +[0-9.]+ CPU s +of the links of all pairs ([0-9.]+)", told)
    assert found and float(found[1]) >= 0.95, told
    assert re.search(r"^2,000 posts, 200 a day: ", told, re.MULTILINE), told


@pytest.mark.slow
def test_floods_are_measured_against_real_spikes() -> None:
    told = measured("floods", "--small", "--floods", "12")
    score, before = (
        re.search(rf"^{name} +precision ([0-9.]+) +recall ([0-9.]+)", told, re.M)
        for name in ("score >= 0.8", "rule before")
    )
    assert score and before, told
    assert float(score[1]) >= 0.9 and float(score[2]) >= 0.6, told


def test_phrases_are_measured_beside_simpler_ways() -> None:
    from benchmarks.phrases import POSTS

    if not POSTS.is_dir():
        pytest.skip("the real streams are not there: ../shared/data/posts")
    told = measured("phrases", "--streams", "hot_weibo", "--most", "9000")
    found = {way: int(n.replace(",", "")) for way, n in re.findall(r"^  (\w+) +([0-9,]+) found", told, re.MULTILINE)}
    assert 0 < found["ours"] < found["npmi"] <= found["pairs"]


def test_beginnings_are_measured() -> None:
    told = measured("change_points", "--series", "600")
    found = re.search(r"^coverage ([0-9.]+), median width (\d+) days$", told, re.MULTILINE)
    assert found and 0.8 <= float(found[1]) <= 1 and int(found[2]) <= 10, told


def test_outlooks_are_measured_beside_two_naive_ways() -> None:
    from benchmarks.outlook import POSTS

    if not POSTS.is_dir():
        pytest.skip("the real streams are not there: ../shared/data/posts")
    told = measured("outlook", "--streams", "hot_zhihu", "--most", "30000", "--split", "2021-05-01")
    ways = re.findall(
        r"^ +(\d+) days +(ours|last week repeated|seasonal naive) +coverage ([0-9.]+|nan)", told, re.MULTILINE
    )
    assert len(ways) == 6, told


def test_aspects_intents_and_advertising_are_measured() -> None:
    told = measured("aspects", "--posts", "300")
    assert len(re.findall(r"together +[0-9.]+ us a post", told)) == 3
    assert re.search(r"of which clause mood +[0-9.]+ us", told)


@pytest.mark.slow
def test_a_large_warehouse_is_measured_beside_pandas(tmp_path: Path) -> None:
    told = measured("warehouse", str(tmp_path / "work"), "--posts", "2000", "--days", "4")
    rows = re.findall(r"^\| (\w[\w ]*) \| ([0-9.]+) s \| [0-9.]+ s \| (\d+) MB \|", told, re.MULTILINE)
    assert [name for name, *_ in rows] == [
        "build", "detect until the day before", "publish", "build", "detect", "publish", "questions", "pandas",
    ]  # fmt: skip
    assert all(int(peak) > 50 for *_, peak in rows)


def test_linking_topics_is_measured() -> None:
    told = measured("topics", "--only", "volume", "--volume", "2000")
    assert re.search(r"^2,000 posts a day, 480 flagged subjects: [0-9,]+ pairs in [0-9.]+ s, ", told), told


def test_the_weekly_report_is_measured_over_many_posts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "tests" / "reports"))
    from small_warehouse import told as story

    file = story().write(tmp_path / "demo.duckdb")
    told = measured("weekly_report", str(file), str(tmp_path), "--posts", "2000", "--terms", "20")
    assert re.search(r"^week-2000-20.duckdb: 2,\d\d\d posts in the week", told, re.MULTILINE), told
    assert len(re.findall(r"^  the report: [0-9.]+ s, [0-9.]+ MB;", told, re.MULTILINE)) == 2, told
