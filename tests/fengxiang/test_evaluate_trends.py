"""`fengxiang evaluate trends` on own, made-up and real streams."""

import json
import re
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner, Result

from contract.errors import FengxiangError
from fengxiang.cli import app
from fengxiang.trend_trials import backgrounds

FIRST = date(2021, 1, 1)
WORDS = re.findall("..", "露营手机电影天气足球音乐旅游美食汽车房子学校医院电脑咖啡火锅地铁")


def written(folder: Path, name: str, platform: str, rows: list[tuple[str, date]]) -> None:
    at = pa.array([f"{day}T20:00:00" for _, day in rows]).cast(pa.timestamp("ms")).cast(pa.timestamp("ms", "UTC"))
    texts = pa.array([text for text, _ in rows])
    table = pa.table({"platform": [platform] * len(rows), "published_at": at, "text": texts})
    folder.mkdir(exist_ok=True)
    pq.write_table(table, folder / f"{name}.parquet")


def run(*arguments: str) -> Result:
    done = CliRunner().invoke(app, ["evaluate", "trends", *arguments], env={"COLUMNS": "250"})
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done


def test_wrong_folders_and_files_are_named(tmp_path: Path) -> None:
    with pytest.raises(FengxiangError, match=r"none of hot_video\.parquet, .* is here"):
        run("--data", str(tmp_path))
    (tmp_path / "hot_weibo.parquet").write_bytes(b"no parquet")
    with pytest.raises(FengxiangError, match=r"hot_weibo\.parquet: cannot be read as posts"):
        run("--data", str(tmp_path))
    written(tmp_path, "hot_weibo", "zhihu", [("露营", FIRST)])
    with pytest.raises(FengxiangError, match="holds no dated post of weibo"):
        run("--data", str(tmp_path))
    written(tmp_path, "hot_weibo", "weibo", [("露营", FIRST + timedelta(days=i)) for i in range(90)])
    with pytest.raises(FengxiangError, match="weibo: 90 days are too few"):
        run("--data", str(tmp_path))


def test_a_folder_of_own_streams_gives_the_same_figures_twice(tmp_path: Path) -> None:
    rng = np.random.default_rng(1)
    words = [a + b for a in WORDS for b in WORDS]
    rows = [
        (words[i], FIRST + timedelta(days=day)) for day in range(340) for i in rng.integers(0, len(words), 90).tolist()
    ]
    written(tmp_path, "hot_weibo", "weibo", rows)
    arguments = ("--data", str(tmp_path), "--quick", "--detector", "ours", "--detector", "NB-CUSUM")
    first, second = (run(*arguments, "--json") for _ in range(2))
    assert "left out: weibo thinned: 16 words are said often, 25 are needed" in first.stderr
    assert first.stdout == second.stdout
    told = json.loads(first.stdout)
    assert told["streams"][0]["stream"] == "weibo"
    assert {line["table"] for line in told["lines"]} >= {"detectors", "shapes", "volumes and lifts", "crawl faults"}
    reasons = {case["not_judged"].rsplit(" ", 3)[-1 if "here" in case["not_judged"] else 1] for case in told["cases"]}
    assert reasons >= {"here", "little"}
    page = run(*arguments, "--no-cases", "--markdown").stdout
    assert "**crawl faults: outages**" in page
    assert "| NB-CUSUM | 0." in page
    shown = run(*arguments, "--no-cases").stdout
    assert "2 false flags a week" in shown
    assert "late years, tested days lie in" in shown


@pytest.mark.slow
def test_without_real_streams_the_made_up_network_is_tried(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(backgrounds, "BESIDE", tmp_path)
    done = run("--quick", "--json", "--detector", "ours", "--detector", "day ratio")
    assert "the made-up network's are taken" in done.stderr
    platforms = [line for line in json.loads(done.stdout)["lines"] if line["table"] == "platforms added up"]
    assert {line["condition"] for line in platforms} == {"weibo+xiaohongshu+zhihu"}
    assert "3, 21 d" in platforms[0]["figures"]


@pytest.mark.slow
def test_real_streams_are_tried_when_they_are_there() -> None:
    if not (backgrounds.BESIDE / "hot_video.parquet").exists():
        pytest.skip("the real streams are not beside this repository")
    told = json.loads(run("--quick", "--json", "--detector", "ours", "--detector", "EARS C2").stdout)
    main = [line for line in told["lines"] if line["table"] == "detectors" and line["detector"] == "ours"]
    recall = [line["figures"]["equal false, 21 d"]["mean"] for line in main]
    assert recall == sorted(recall)
    assert recall[-1] > 0.1
    assert [case["lead"]["ours"] > 0 for case in told["cases"] if case["word"] == "黑神话"] == [True, True]
