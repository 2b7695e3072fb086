from pathlib import Path

import pytest
from small_warehouse import told


@pytest.fixture(scope="session")
def told_warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small warehouse with its whole story; read-only, so it is built once."""
    return told().write(tmp_path_factory.mktemp("published") / "warehouse.duckdb")
