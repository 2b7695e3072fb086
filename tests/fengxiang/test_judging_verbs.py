import json
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner, Result

from contract.errors import FengxiangError
from fengxiang.cli import app

GOOD = ["真好用", "很满意", "特别喜欢", "值得推荐", "非常漂亮"]
BAD = ["太差了", "很失望", "是垃圾", "坏得快", "要退货"]
OPENINGS = ["这个杯子", "那把椅子", "新买的灯", "朋友送的笔", "店里的伞", "路边的花"]


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def run(*arguments: str) -> Result:
    done = CliRunner().invoke(app, list(arguments), env={"COLUMNS": "200"})
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done


def made_up(copies: int = 4) -> list[tuple[str, int]]:
    return [
        (f"{opening}{'用' * (i + 1)}了{mood}", label)
        for i in range(copies)
        for opening in OPENINGS
        for moods, label in ((GOOD, 1), (BAD, 0))
        for mood in moods
    ]


def own_csv(path: Path) -> Path:
    path.write_text("\n".join(["text,label", *(f"{text},{label}" for text, label in made_up()), ",1"]), "utf-8")
    return path


def test_without_sets_it_says_what_to_name() -> None:
    with pytest.raises(FengxiangError, match=r"no labelled sets at .* with --data"):
        run("evaluate", "sentiment")


def test_a_folder_without_sets_is_named(tmp_path: Path) -> None:
    (tmp_path / "labelled").mkdir()
    with pytest.raises(FengxiangError, match="none of the labelled sets is here"):
        run("evaluate", "sentiment")


def test_sets_are_found_and_judged(tmp_path: Path) -> None:
    (tmp_path / "labelled").mkdir()
    texts, labels = zip(*made_up(12), strict=True)
    pq.write_table(pa.table({"text": texts, "label": labels}), tmp_path / "labelled" / "waimai_10k.parquet")
    table = run("evaluate", "sentiment", "--quick")
    assert "waimai: two, no emoticons" in table.stdout
    assert "accuracy" in table.stdout
    (two, bare) = json.loads(run("evaluate", "sentiment", "--quick", "--json").stdout)
    assert two["set"] == "waimai"
    assert two["rows"] == bare["rows"] > 50
    assert two["accuracy"] > 0.8
    assert two["auc"] > 0.9


def test_own_labels_are_judged_and_learned(tmp_path: Path) -> None:
    path = own_csv(tmp_path / "own.csv")
    (two, _) = json.loads(run("evaluate", "sentiment", "--data", str(path), "--json").stdout)
    assert two["rows"] == len(made_up())
    done = run("train", "sentiment", str(path), "--out", "mine.npz")
    assert "left out, no text: 1 rows" in done.stderr
    assert "before" in done.stdout
    assert "after" in done.stdout
    assert 'sentiment_model = "mine.npz"' in done.stdout
    with np.load(tmp_path / "mine.npz") as held:
        assert "weights" in held
    (tmp_path / "fengxiang.toml").write_text('[watch]\nsentiment_model = "mine.npz"\n', "utf-8")
    (adapted, _) = json.loads(run("evaluate", "sentiment", "--data", str(path), "--json").stdout)
    assert adapted["accuracy"] >= two["accuracy"]


def test_what_cannot_be_learned_from_is_said(tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_text("text,label\n好,maybe\n", "utf-8")
    with pytest.raises(FengxiangError, match="no row can be used; labels are 1 0 -1"):
        run("train", "sentiment", str(path))
    path.write_text("text,label\n好,1\n坏,0\n", "utf-8")
    with pytest.raises(FengxiangError, match="at least 20 of each class"):
        run("train", "sentiment", str(path))
    with pytest.raises(FengxiangError, match="cannot be read"):
        run("train", "sentiment", "absent.csv")


def test_a_model_that_is_not_there_is_a_wrong_setting(tmp_path: Path) -> None:
    (tmp_path / "fengxiang.toml").write_text('[watch]\nsentiment_model = "absent.npz"\n', "utf-8")
    with pytest.raises(FengxiangError, match=r"\[watch\] sentiment_model: there is no file"):
        run("evaluate", "sentiment", "--data", str(own_csv(tmp_path / "own.csv")))
