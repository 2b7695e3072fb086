import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from contract.errors import FengxiangError
from fengxiang.cli import app

SETS = Path(__file__).parents[2].parent / "shared" / "data" / "labelled"


def test_a_folder_without_the_sets_is_named(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["evaluate", "aspects", "--labelled", str(tmp_path)])
    assert isinstance(result.exception, FengxiangError)
    assert str(tmp_path) in str(result.exception)
    assert "--labelled" in str(result.exception)


def test_figures_are_printed_for_programs() -> None:
    if not SETS.exists():
        pytest.skip("the labelled sets are not beside this repository")
    result = CliRunner().invoke(app, ["evaluate", "aspects", "--labelled", str(SETS), "--json"])
    assert result.exit_code == 0, result.output
    told = {line["part"]: line for line in json.loads(result.output)}
    assert 0.5 < told["finding, cars: macro"]["F1"] < 1
    assert told["polarity of 2, terms: all"]["judgements"] > 1000
