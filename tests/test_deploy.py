"""What deploy/ and docs/operations.md say is so: units that systemd accepts, names that exist, words that are said."""

import ast
import configparser
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]
DEPLOY = ROOT / "deploy"
PAGE = (ROOT / "docs" / "operations.md").read_text("utf-8")
UNITS = sorted((DEPLOY / "systemd").iterdir())
SERVICES = [unit for unit in UNITS if unit.suffix == ".service"]
POOL = "fengxiang_warehouse"
SETTING = re.compile(r"\bAIRFLOW__[A-Z_]+[A-Z]\b")
ELSEWHERE = {"CELERY", "SMTP"}  # sections that providers add


def example(name="environment.example", **changes):
    """The environment file's variables, as a shell reads them; commented ones too."""
    text = re.sub(r"^# (?=[A-Z_]+=)", "", (DEPLOY / name).read_text("utf-8"), flags=re.M)
    pairs = (line.split("=", 1) for line in text.splitlines() if line and not line.startswith("#"))
    return {name: value.strip("'") for name, value in pairs} | changes


def sections():
    """Airflow's own settings: section -> names."""
    import importlib.util

    folder = Path(importlib.util.find_spec("airflow").origin).parent
    told = yaml.safe_load((folder / "config_templates" / "config.yml").read_text("utf-8"))
    return {section.upper(): {name.upper() for name in of["options"]} for section, of in told.items()}


def unknown_settings(names):
    known = sections()
    parts = [name.removeprefix("AIRFLOW__").split("__", 1) for name in names]
    return [part for part in parts if part[0] not in ELSEWHERE and part[1] not in known.get(part[0], ())]


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd-analyze is not installed")
def test_systemd_accepts_the_units(tmp_path):
    (tmp_path / "bin").mkdir()
    for name in ("airflow", "fengxiang"):
        (tmp_path / "bin" / name).write_text("#!/bin/sh\n")
        (tmp_path / "bin" / name).chmod(0o755)
    for unit in UNITS:
        text = unit.read_text("utf-8").replace("/opt/fengxiang/.venv/bin", str(tmp_path / "bin"))
        (tmp_path / unit.name).write_text(text)
    files = [str(tmp_path / unit.name) for unit in UNITS]
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *files], capture_output=True, text=True, check=False
    )
    ours = [line for line in done.stderr.splitlines() if "fengxiang" in line]
    assert done.returncode == 0 and not ours, done.stderr


@pytest.mark.parametrize("unit", SERVICES, ids=lambda unit: unit.name)
def test_a_unit_is_hardened_restarts_and_gives_tasks_their_time(unit):
    told = configparser.ConfigParser(strict=False, interpolation=None, delimiters=("=",))
    told.optionxform = str
    told.read(unit)
    service = told["Service"]
    for name in ("NoNewPrivileges", "PrivateTmp", "ProtectHome", "RestrictSUIDSGID"):
        assert service[name] == "yes", name
    assert service["ProtectSystem"] == "strict" and service["User"] == "fengxiang"
    assert service["Restart"] == "on-failure" and service["KillMode"] == "mixed" and service["TimeoutStopSec"]
    assert service.get("ReadWritePaths") == (None if "site" in unit.name else "/srv/fengxiang")
    assert f"| `{unit.name}` |" in PAGE
    row = re.search(rf"\| `{unit.name}` \|.*\| (\S+ \S+) \|", PAGE)[1]
    assert row.replace(" ", "").removesuffix("s") == service["TimeoutStopSec"]


def test_the_page_tells_of_every_variable_and_airflow_knows_them():
    variables = set(example())
    ours = {name for name in variables if name.startswith("AIRFLOW_") and not name.startswith("AIRFLOW_CONN")}
    table = PAGE.partition("### Airflow's variables")[2].partition("###")[0]
    assert {name for name in ours if f"`{name}`" not in table} == set()
    assert unknown_settings(sorted({*SETTING.findall(PAGE), *(n for n in variables if SETTING.fullmatch(n))})) == []
    assert unknown_settings(["AIRFLOW__CORE__NOTHING_LIKE_THAT"]), (
        "the list of known settings must know what is not one"
    )


def test_the_four_addresses_of_the_example_fit():
    told = example()
    port = told["AIRFLOW__API__PORT"]
    assert told["AIRFLOW__API__BASE_URL"] == f"http://{told['AIRFLOW__API__HOST']}:{port}"
    assert told["AIRFLOW__CORE__EXECUTION_API_SERVER_URL"] == f"{told['AIRFLOW__API__BASE_URL']}/execution/"


def test_secrets_are_made_once_and_a_command_runs_with_them(tmp_path):
    file = tmp_path / "environment"
    text = (DEPLOY / "environment.example").read_text("utf-8").replace("# AIRFLOW_CONN", "AIRFLOW_CONN")
    file.write_text(text.replace("PATH=/opt/fengxiang/.venv/bin:", f"PATH={tmp_path}:"))
    file.chmod(0o600)
    subprocess.run([DEPLOY / "make-secrets", file], check=True)
    made = file.read_text()
    subprocess.run([DEPLOY / "make-secrets", file], check=True)
    assert file.read_text() == made and file.stat().st_mode & 0o777 == 0o600 and [*tmp_path.iterdir()] == [file]
    run = [DEPLOY / "with-environment", "env"]
    told = subprocess.run(run, env={"FENGXIANG_ENVIRONMENT": str(file)}, capture_output=True, text=True, check=True)
    found = dict(line.split("=", 1) for line in told.stdout.splitlines())
    keys = [found[f"AIRFLOW__{name}"] for name in ("CORE__FERNET_KEY", "API__SECRET_KEY", "API_AUTH__JWT_SECRET")]
    assert len({*keys}) == 3
    from cryptography.fernet import Fernet

    Fernet(keys[0].encode())
    assert found["AIRFLOW_CONN_SMTP_DEFAULT"].startswith('{"conn_type": "smtp"')
    gone = subprocess.run(run, env={"FENGXIANG_ENVIRONMENT": "/nowhere"}, capture_output=True, text=True, check=False)
    assert gone.returncode == 2 and "cannot be read" in gone.stderr


def compose():
    return yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))


@pytest.mark.parametrize("name", ["compose.yaml", "helm-values.yaml", "Dockerfile"])
def test_what_was_not_run_says_so_first(name):
    text = (DEPLOY / name).read_text("utf-8")
    assert text.startswith("# NOT RUN") and ":latest" not in text
    assert f"`deploy/{name}`" in PAGE


def test_the_compose_file_has_all_parts_closed_to_others():
    services = compose()["services"]
    assert {"postgres", "redis", "init", "api-server", "scheduler", "dag-processor", "triggerer"} < set(services)
    assert len([name for name in services if name.startswith("worker")]) == 2
    for name, service in services.items():
        assert all(port.startswith("127.0.0.1:") for port in service.get("ports", [])), name
        assert name == "init" or service["healthcheck"]["test"], name
        assert re.search(r":\d[\w.-]+$", service["image"]), f"{name} names no version"
    assert f"airflow pools set {POOL} 1" in services["init"]["command"][2]
    assert services["worker-reading"]["environment"]["FENGXIANG_READING_QUEUE"] in services["worker-reading"]["command"]


def test_settings_of_containers_are_airflows_and_the_pages():
    names = set(compose()["services"]["scheduler"]["environment"])
    helm = yaml.safe_load((DEPLOY / "helm-values.yaml").read_text("utf-8"))
    names |= {one["name"] for one in helm["env"]}
    assert {name for name in names - {"PATH"} if f"`{name}`" not in PAGE} == set()
    assert unknown_settings(sorted(name for name in names if SETTING.fullmatch(name))) == []
    assert f"airflow pools set {POOL} 1" in helm["migrateDatabaseJob"]["args"][2]
    secrets = re.compile(r"(PASSWORD|SECRET|KEY|TOKEN)$")
    assert not [name for name in names if secrets.search(name)], "secrets come from files"


def test_the_airflow_of_the_chart_is_the_one_of_the_lock():
    helm = yaml.safe_load((DEPLOY / "helm-values.yaml").read_text("utf-8"))
    assert f"\napache-airflow=={helm['airflowVersion']} " in (ROOT / "requirements.lock").read_text("utf-8")


def test_dags_forms_pool_and_deadlines_are_as_the_page_says():
    forms = dict(re.findall(r"^\| `(\w+)` \| [^|]*\| ([^|]+?) \|$", PAGE.partition("### Forms")[2], re.M))
    files = {file.stem: file.read_text("utf-8") for file in (ROOT / "dags").glob("*.py")}
    assert set(forms) == set(files)
    for dag, text in files.items():
        params = re.findall(r'^        "(\w+)": ', text, re.M) or re.findall(r'params=\{"(\w+)": ', text)
        assert sorted(forms[dag].split(", ")) == sorted(params), dag
        minutes = re.search(r'every_dag\("\w+", ([\d *]+),', text)
        told = {"24 * 60": "a day a run"}.get(minutes[1], minutes[1])
        assert re.search(rf"`{dag}` {told}", PAGE.partition("**Deadlines**")[2].partition("\n")[0]), dag
    assert f'WRITER_POOL = "{POOL}"' in (ROOT / "fengxiang" / "scheduled" / "defaults.py").read_text("utf-8")


def test_every_message_that_the_page_quotes_is_said_somewhere():
    said = [
        node.value
        for room in ("fengxiang", "contract", "crawlers", "warehouse", "reports")
        for file in (ROOT / room).rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
    tables = PAGE.partition("## When something fails")[2].partition("## Watching")[0]
    rows = [line.split(" | ")[1] for line in tables.splitlines() if line.startswith("| ")]
    quoted = [message for row in rows for message in re.findall(r"`([^`]+)`", row) if " " in message]
    assert len(quoted) > 20
    parts = {part.strip(" ,;)") for message in quoted for part in message.split("…")} - {""}
    assert [part for part in sorted(parts) if not any(part in text for text in said)] == []


def test_every_task_has_a_line():
    table = PAGE.partition("| task | what it says |")[2].partition("\n\n")[0]
    code = [*(ROOT / "dags").glob("*.py"), ROOT / "fengxiang" / "scheduled" / "tasks.py"]
    functions = [
        node for f in code for node in ast.walk(ast.parse(f.read_text("utf-8"))) if isinstance(node, ast.FunctionDef)
    ]
    made_by = re.compile(r"(tasks\.)?(step|task)\b")
    tasks = {node.name for node in functions if any(made_by.match(ast.unparse(d)) for d in node.decorator_list)}
    assert len(tasks) > 10
    assert {name for name in tasks if f"`{name}`" not in table} == set()
