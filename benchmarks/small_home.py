"""A home of made-up posts that grows a little at a time: what kills and readers are tried on."""

import json
import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

from fengxiang import stages
from fengxiang.settings import Settings, load

AS_OF = datetime(2026, 11, 22, 16, tzinfo=UTC)
_THINGS = ["手机", "相机", "耳机", "帐篷", "咖啡", "护肤霜", "电动车", "旧书", "跑鞋", "键盘", "台灯", "水壶"]
_SAID = ["续航很好", "太贵了", "质量一般", "值得买", "用三天就坏", "颜色漂亮", "客服态度差", "充电很快", "哪里能修"]


def made(folder: Path, days: int, a_day: int) -> Settings:
    """A home that was built, judged and published once."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "fengxiang.toml").write_text('home = "home"\nprocesses = 1\n[retention]\nlanding = 0\n', "utf-8")
    settings = load(folder / "fengxiang.toml")
    grow(settings, random.Random(1), range(days), a_day, "first")
    stages.build(settings)
    stages.detect(settings, AS_OF)
    return settings


def grow(settings: Settings, chance: random.Random, ages: range | list[int], a_day: int, name: str) -> None:
    """Bring more posts of days so old into the lake, and read them."""
    lines = [_line(chance, age, f"{name}{age}n{n}") for age in ages for n in range(a_day)]
    file = settings.home.parent / f"{name}.jsonl"
    file.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), "utf-8")
    stages.import_files(settings, [file], AS_OF)
    stages.ingest(settings)
    stages.enrich(settings)


def _line(chance: random.Random, age: int, number: str) -> dict[str, object]:
    at = (AS_OF - timedelta(days=age, minutes=chance.randrange(1, 1400))).isoformat()
    text = (
        f"{chance.choice(_THINGS)}{chance.choice(_SAID)}，{chance.choice(_THINGS)}{chance.choice(_SAID)}，第{number}次"
    )
    return {
        "post_id": f"weibo:{number}", "platform": "weibo", "kind": "post", "author_id": f"{chance.randrange(900)}",
        "text": text, "published_at": at, "observed_at": at, "likes": chance.randrange(50),
    }  # fmt: skip
