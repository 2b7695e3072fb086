"""Enrichment: hands lake partitions to nlp and writes back what it read, several partitions at a time.

A partition is read on its own, so workers share nothing but the disk. A killed worker leaves its partition unread,
and the next run finds it so.
"""

import multiprocessing
import os
import threading
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from datetime import date
from itertools import chain
from pathlib import Path
from typing import TypeAlias

import pyarrow as pa

from contract.errors import FengxiangError
from contract.progress import OnProgress, Progress
from fengxiang.settings import Settings
from nlp import enrich as reader
from nlp.lexicons import Theme, aspects, intents, themes
from nlp.parts import Knowledge
from nlp.sentiment import load
from warehouse import enrichment
from warehouse.lake import Partition, Place

TASK_PARTITIONS = 16  # handed over at once: a task must be worth starting, and progress must show
TASK_BYTES = 24 << 20  # of Parquet files, some 200,000 short posts; one larger partition is a task of its own
WORTH_A_POOL = 2  # tasks
MOST_TASKS = 500  # of one plan: Airflow maps a task at most 1024 times


def lexicon(folders: Sequence[Path]) -> list[Theme]:
    """The built-in themes and those of the given folders."""
    return themes(folders)


@dataclass(frozen=True, slots=True)
class Sources:
    """Where a team's own knowledge stands: folders of lexicons, and a sentiment model instead of the shipped one."""

    folders: tuple[Path, ...] = ()
    model: Path | None = None

    def knowledge(self) -> Knowledge:
        """All that is read by: what is built in, and what stands there."""
        lexicons = aspects(self.folders), intents(self.folders)
        model = load(self.model) if self.model else None
        return reader.knowledge_of(lexicon(self.folders), aspects=lexicons[0], intents=lexicons[1], model=model)


def sources_of(settings: Settings) -> Sources:
    """What the settings name."""
    return Sources(settings.watch.lexicons, settings.watch.sentiment_model)


def enrich(place: Place, sources: Sources, processes: int, on_progress: OnProgress) -> int:
    """Read every partition that is new, has changed, or was read by another version. Returns how many were read."""
    knowledge = sources.knowledge()
    wanted = enrichment.partitions_to_enrich(place, reader.part_versions(knowledge))
    tasks = list(_tasks(wanted))
    childless = multiprocessing.current_process().daemon  # so is what a Celery worker runs tasks in
    if len(tasks) < WORTH_A_POOL or processes == 1 or childless:
        _read_in_turn(tasks, place, knowledge, on_progress, len(wanted))
        return len(wanted)
    _read_side_by_side(tasks, place, sources, processes, on_progress, len(wanted))
    return len(wanted)


Key: TypeAlias = tuple[str, date]  # platform, day


def plan(place: Place, sources: Sources) -> list[list[Key]]:
    """The partitions that must be read, in groups that are worth a task each; at most MOST_TASKS groups."""
    wanted = enrichment.partitions_to_enrich(place, reader.part_versions(sources.knowledge()))
    tasks = list(_tasks(wanted))
    together = -(-len(tasks) // MOST_TASKS)
    joined = (chain.from_iterable(tasks[i : i + together]) for i in range(0, len(tasks), together or 1))
    return [[(p.platform, p.day) for p in group] for group in joined]


def read(place: Place, sources: Sources, keys: Iterable[Key], on_progress: OnProgress) -> int:
    """Read those of these partitions that still must be. Returns how many were read."""
    knowledge, asked = sources.knowledge(), set(keys)
    wanted = enrichment.partitions_to_enrich(place, reader.part_versions(knowledge))
    mine = [p for p in wanted if (p.platform, p.day) in asked]
    _read_in_turn(list(_tasks(mine)), place, knowledge, on_progress, len(mine))
    return len(mine)


def _read_in_turn(
    tasks: list[Sequence[Partition]], place: Place, knowledge: Knowledge, on_progress: OnProgress, total: int
) -> None:
    done = 0
    for task in tasks:
        done += _read(task, place, knowledge)
        on_progress(Progress(done, total, "partitions", f"{task[-1].platform} {task[-1].day}"))


def _read_side_by_side(
    tasks: list[Sequence[Partition]],
    place: Place,
    sources: Sources,
    processes: int,
    on_progress: OnProgress,
    total: int,
) -> None:
    spawn = multiprocessing.get_context("spawn")
    workers = min(processes, len(tasks), os.cpu_count() or 1)
    with ProcessPoolExecutor(workers, mp_context=spawn, initializer=_begin, initargs=(sources,)) as pool:
        futures = {pool.submit(_read_in_worker, task, place): task for task in tasks}
        done = 0
        try:
            for future in as_completed(futures):
                done += future.result()
                last = futures[future][-1]
                on_progress(Progress(done, total, "partitions", f"{last.platform} {last.day}"))
        except BrokenProcessPool:
            raise FengxiangError(
                f"a reading process was killed after {done} of {total} partitions, most likely for want of memory. "
                "Run the command again (it goes on where it stopped); lower `processes` if it happens again"
            ) from None


_worker: list[Knowledge] = []  # what a worker reads by, loaded once


def _begin(sources: Sources) -> None:
    _end_with_parent()
    _worker.append(sources.knowledge())


def _read_in_worker(task: Sequence[Partition], place: Place) -> int:
    return _read(task, place, _worker[0])


def _end_with_parent() -> None:
    """Let a worker go when its parent does: a killed parent could not tell it, and it would wait for ever."""
    parent = multiprocessing.parent_process()

    def watch() -> None:
        if parent is not None:
            parent.join()
            os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def _tasks(wanted: Sequence[Partition]) -> Iterator[Sequence[Partition]]:
    """Neighbouring partitions, as many as a task may hold."""
    task: list[Partition] = []
    for partition in wanted:
        if task and (len(task) == TASK_PARTITIONS or sum(p.size for p in task) + partition.size > TASK_BYTES):
            yield task
            task = []
        task.append(partition)
    if task:
        yield task


def _read(task: Sequence[Partition], place: Place, knowledge: Knowledge) -> int:
    """Small partitions are read together, larger ones as they come; each is written as it is ready."""
    waiting: list[tuple[Partition, pa.Table]] = []
    for partition, posts in enrichment.read_folded(place, task):
        waiting.append((partition, posts))
        if sum(len(table) for _, table in waiting) >= reader.BATCH_ROWS:
            _write(place, waiting, knowledge)
            waiting = []
    _write(place, waiting, knowledge)
    return len(task)


def _write(place: Place, waiting: Sequence[tuple[Partition, pa.Table]], knowledge: Knowledge) -> None:
    before = [enrichment.read_enriched(place, partition) for partition, _ in waiting]
    told = reader.read_all([posts for _, posts in waiting], knowledge, before)
    for (partition, _), table in zip(waiting, told, strict=True):
        enrichment.write_enriched(place, partition, table)


def aspect_table(folders: Sequence[Path]) -> pa.Table:
    """The aspects as the warehouse wants them: aspect, zh, en."""
    known = aspects(folders)
    return pa.table({"aspect": [a.id for a in known], "zh": [a.zh for a in known], "en": [a.en for a in known]})


def theme_table(folders: Sequence[Path]) -> pa.Table:
    """The themes as the warehouse wants them: theme, zh, en."""
    known = lexicon(folders)
    return pa.table({"theme": [t.id for t in known], "zh": [t.zh for t in known], "en": [t.en for t in known]})
