"""Draws what the SQL headers tell: what is made from what, and which key leads where; both also as plain text."""

from collections.abc import Iterable, Iterator, Sequence

from warehouse.sql_files import LAYERS, SqlFile

EVERYWHERE = "platform"  # nearly every table leads there: arrows would hide all others
LAKE, GIVEN = "lake", "given"
# Layers in the order in which rows flow, with what stands in them
_BOXES = {
    LAKE: "lake: Parquet files 数据湖",
    GIVEN: "handed in 外部给定",
    "staging": "staging: scratch 暂存",
    "private": "private: not published 内部",
    "core": "core: posts and names 明细与维度",
    "daily": "daily: counts of days and weeks 汇总",
    "findings": "findings 发现",
}


def lineage(files: Sequence[SqlFile]) -> str:
    """A mermaid flowchart of all tables by layer; an arrow goes from what is read to what is made of it."""
    layer = {file.table: file.layer for file in files}
    reads = [(source, file.table) for file in files for source in file.reads]
    for source, _ in reads:
        layer.setdefault(source, LAKE if source.startswith("lake.") else GIVEN)
    lines = ["flowchart LR"]
    for box, title in _BOXES.items():
        lines += [f'  subgraph {box}_["{title}"]', *(f'    {_id(t)}["{t}"]' for t in layer if layer[t] == box), "  end"]
    return "\n".join([*lines, *(f"  {_id(source)} --> {_id(made)}" for source, made in reads)])


def lineage_as_text(files: Sequence[SqlFile]) -> str:
    """The same in lines: `table <- what it reads`, a layer after the other."""
    lines = []
    for layer in LAYERS:
        lines.append(f"{layer}:")
        lines += [f"  {file.table} <- {', '.join(file.reads)}" for file in files if file.layer == layer]
    return "\n".join(lines)


def keys(files: Iterable[SqlFile]) -> str:
    """A mermaid diagram of entities: `||` where a key always leads to a row, `|o` where that row may be missing."""
    lines = ["erDiagram"]
    for file in files:
        lines += [f"  {file.name} {{", *(f"    key {name}" for name in file.grain), "  }"]
    return "\n".join([*lines, *_relations(files)])


def _relations(files: Iterable[SqlFile]) -> Iterator[str]:
    for file in files:
        for link in file.links:
            if link.table == EVERYWHERE:
                continue
            end = "|o" if link.loose else "||"
            yield f'  {link.table} {end}--o{{ {file.name} : "{", ".join(link.columns)}"'


def _id(table: str) -> str:
    """A name that mermaid takes: no dots, and none of its own words, such as `end`."""
    return "t_" + table.replace(".", "_")
