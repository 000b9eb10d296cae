"""Attack runs of the cleaner in every way that has broken one, and print a table of what was harmed.

    python tests/attack.py [ATTACK...] [--kills 40] [--fuzz 200000] [--seed 1] ...

An attack does something to a run (kills it, damages its files, feeds it poison), lets it go on with
`--resume`, and compares everything with a run that was left alone. Not part of the tests: at full size
it takes hours. Exit status 1 if anything was harmed.
"""

from __future__ import annotations

import argparse
import contextlib
import gzip
import io
import json
import logging
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import tarfile
import tempfile
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from helpers import COMMAND, FIXTURES, GUARD, POISONED, SLOW, results, run, tree
from patterns import LIMIT, growth, names
from poison import ACTIONS, HARMLESS

from cleaner.document import CleanerError, ConfigError, Document
from cleaner.engines import Guard
from cleaner.engines import run as run_engine
from cleaner.io.items import Item, Meter, Reading
from cleaner.io.sources import read_all
from cleaner.pipeline import Pipeline, PipelineWork

OUTPUTS = {
    "tree": "txt", "marked": "md", "lines": "jsonl", "packed": "jsonl.gz", "table": "parquet",
    "all.jsonl": None, "all.jsonl.zst": None, "all.parquet": None,
}  # fmt: skip
"""Eight kinds of output: the name of OUT, and the format."""
PROGRAM = """
import sys
from pathlib import Path
from helpers import GUARD, SLOW, run
from cleaner.runs import ledger

if __name__ == "__main__":
    ledger.COMMIT_SECONDS = 0.05
    source, output, form, resume = sys.argv[1:]
    how = {"resume": True} if resume == "resume" else {}
    run(source, Path(output), form if form != "None" else None, pipeline=SLOW, engine="pool", workers=2,
        guard=GUARD, **how)
"""
"""A run of two slow workers, in a process of its own."""


@dataclass
class Outcome:
    """What an attack did.

    - `tried`: number of runs, files or documents that were attacked;
    - `lost`: healthy documents that did not come out;
    - `silent`: losses that nothing tells of;
    - `outside`: files outside of the output that were made, removed or changed;
    - `changed`: inputs that were changed;
    - `stuck`: runs that could not be finished, or not to the same bytes;
    - `note`: what else is worth knowing.
    """

    tried: int = 0
    lost: int = 0
    silent: int = 0
    outside: int = 0
    changed: int = 0
    stuck: int = 0
    note: str = ""

    @property
    def harm(self) -> int:
        return self.lost + self.silent + self.outside + self.changed + self.stuck


@dataclass
class Field:
    """The inputs of the attacks in a folder of its own, and the sizes asked for."""

    folder: Path
    sizes: argparse.Namespace
    chance: random.Random

    def __post_init__(self) -> None:
        self.inputs = self.folder / "in"
        self.inputs.mkdir()
        lines = [json.dumps({"id": n, "text": f"第{n}篇文章的正文。"}) + "\n" for n in range(150)]
        (self.inputs / "a.jsonl").write_text("".join(lines))
        (self.inputs / "b.jsonl.gz").write_bytes(gzip.compress("".join(lines[:60]).encode(), mtime=0))
        for number in range(60):
            page = self.inputs / f"{number % 7}" / f"{number}.html"
            page.parent.mkdir(exist_ok=True)
            page.write_text(f"<html><body><p>这是第{number}页的正文。</p></body></html>", encoding="utf-8")
        (self.inputs / "junk.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)))
        self.before = tree(self.inputs)
        self.whole: dict[str, dict[str, bytes]] = {}

    def undisturbed(self, name: str) -> dict[str, bytes]:
        """What a run into an output of this kind writes when it is left alone."""
        if name not in self.whole:
            output = self.folder / "whole" / name
            run(self.inputs, output, OUTPUTS[name], pipeline=SLOW)
            self.whole[name] = results(output)
        return self.whole[name]

    def fresh(self, name: str) -> Path:
        """A new place for an output."""
        return Path(tempfile.mkdtemp(dir=self.folder)) / name

    def start(self, output: Path, *, resume: bool = False, **how: Any) -> subprocess.Popen[bytes]:
        """Start a run in a process group of its own."""
        program = self.folder / "program.py"
        program.write_text(PROGRAM)
        command = [
            sys.executable,
            str(program),
            str(self.inputs),
            str(output),
            str(OUTPUTS[output.name]),
            "resume" if resume else "new",
        ]
        environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
        return subprocess.Popen(
            command, env=environment, start_new_session=True, stderr=subprocess.DEVNULL, **how
        )

    def judge(self, output: Path, outcome: Outcome) -> None:
        """Finish a run and compare what it wrote; count what was harmed."""
        can_resume = any(path.name.startswith("ledger") for path in output.parent.rglob("ledger.sqlite*"))
        if self.start(output, resume=can_resume).wait(600) != 0:
            if not self.is_beyond_repair(output):
                outcome.stuck += 1
                return
            shutil.rmtree(output.parent)  # as the message says
            output.parent.mkdir()
            self.start(output).wait(600)
        written = {name: data for name, data in results(output).items() if not name.endswith(".damaged")}
        if written != self.undisturbed(output.name):
            outcome.stuck += 1
            outcome.note = f"differs: {output}"
        self.look_around(output, outcome)

    def is_beyond_repair(self, output: Path) -> bool:
        """Whether the cleaner says that a run has to be done again, since its ledger is lost."""
        try:
            run(self.inputs, output, OUTPUTS[output.name], pipeline=SLOW, resume=True)
        except ConfigError as error:
            return "move the output of the run away" in str(error)
        return False

    def look_around(self, output: Path, outcome: Outcome) -> None:
        """Count inputs that were changed, and what lies beside the output."""
        outcome.changed += tree(self.inputs) != self.before
        ours = {output.name, f"{output.name}.run"}
        outcome.outside += sum(path.name not in ours for path in output.parent.iterdir())


def kills(field: Field) -> Outcome:
    """Kill runs at random moments, with and without their workers, up to three times each."""
    outcome = Outcome()
    for number in range(field.sizes.kills):
        output = field.fresh(list(OUTPUTS)[number % len(OUTPUTS)])
        for attempt in range(field.chance.randint(1, 3)):
            resume = attempt > 0 and any(output.parent.rglob("ledger.sqlite"))
            process = field.start(output, resume=resume)
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(field.chance.uniform(0.3, 6))
            kill = os.killpg if field.chance.random() < 0.5 else os.kill
            with contextlib.suppress(ProcessLookupError):
                kill(process.pid, signal.SIGKILL)
            process.wait()
        outcome.tried += 1
        field.judge(output, outcome)
    return outcome


def workers(field: Field) -> Outcome:
    """Kill workers, and the server that they are forked from, while runs go on."""
    outcome = Outcome()
    killed = 0
    for number in range(field.sizes.worker_kills):
        output = field.fresh(list(OUTPUTS)[number % len(OUTPUTS)])
        process = field.start(output)
        while process.poll() is None:
            time.sleep(field.chance.uniform(0.3, 1.0))
            family = list(_descendants(process.pid))
            if family:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(field.chance.choice(family), signal.SIGKILL)
                    killed += 1
        outcome.tried += 1
        field.judge(output, outcome)
    outcome.note = outcome.note or f"{killed} processes killed"
    return outcome


def _descendants(process: int) -> Iterator[int]:
    """The processes below one, by their numbers; a killed server leaves its processes to process 1."""
    session = os.getsid(process) if Path(f"/proc/{process}").exists() else -1
    for path in Path("/proc").glob("[0-9]*"):
        number = int(path.name)
        with contextlib.suppress(OSError):
            if number != process and os.getsid(number) == session:
                yield number


def damage(field: Field) -> Outcome:
    """Cut, alter, empty or remove files of a finished run, then resume it."""
    outcome = Outcome()
    for number in range(field.sizes.damages):
        output = field.fresh(list(OUTPUTS)[number % len(OUTPUTS)])
        run(field.inputs, output, OUTPUTS[output.name], pipeline=SLOW)
        found = [path for path in output.parent.rglob("*") if path.is_file()]
        ledger = [path for path in found if path.name == "ledger.sqlite"]
        for path in (*field.chance.sample(found, min(3, len(found))), *(ledger if number % 2 else ())):
            _damaged(path, field.chance)
        outcome.tried += 1
        if not list(output.parent.rglob("ledger.sqlite")):
            _refused(field, output, outcome)
            continue
        field.judge(output, outcome)
    return outcome


def _refused(field: Field, output: Path, outcome: Outcome) -> None:
    """A run whose ledger was removed is refused, and nothing of it is touched."""
    before = tree(output.parent)
    for how in ({"resume": True}, {"overwrite": True}, {}):
        try:
            run(field.inputs, output, OUTPUTS[output.name], **how)
            outcome.stuck += 1
        except CleanerError:
            outcome.outside += tree(output.parent) != before


def _damaged(path: Path, chance: random.Random) -> None:
    if not path.exists():
        return
    data = bytearray(path.read_bytes())
    way = chance.choice(["cut", "alter", "zeros", "rubble", "remove"])
    if way == "remove":
        path.unlink()
        return
    if way == "cut":
        del data[chance.randrange(len(data) + 1) :]
    elif way == "alter":
        for _ in range(20 if data else 0):
            data[chance.randrange(len(data))] ^= chance.randrange(1, 256)
    else:
        data[:] = bytes(len(data)) if way == "zeros" else chance.randbytes(len(data))
    path.write_bytes(data)


def disk(field: Field) -> Outcome:
    """Let the disk be full: no file may grow beyond some size, which SQLite and Python are told."""
    outcome = Outcome()
    for number in range(field.sizes.disks):
        output = field.fresh(list(OUTPUTS)[number % len(OUTPUTS)])
        limit = field.chance.choice([0, 1_000, 5_000, 20_000, 60_000, 150_000])

        def full(limit: int = limit) -> None:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

        field.start(output, preexec_fn=full).wait()
        outcome.tried += 1
        field.judge(output, outcome)
    return outcome


def poison(field: Field) -> Outcome:
    """Documents that hang, crash, fork, close files … among healthy ones, on this machine and on Ray."""
    outcome = Outcome()
    kinds = list(ACTIONS)
    lines = []
    for number in range(len(kinds) * 20):
        text = kinds[number // 20] if number % 20 == 7 else f"text {number}"
        lines.append(json.dumps({"id": str(number), "text": text}) + "\n")
    source = field.folder / "poison.jsonl"
    source.write_text("".join(lines))
    for engine in ("pool", "ray")[: 1 if field.sizes.no_ray else 2]:
        output = field.fresh("all.jsonl")
        counts = run(source, output, pipeline=POISONED, engine=engine, guard=GUARD, workers=2)
        texts = {row["id"]: row["text"] for row in map(json.loads, output.read_text().splitlines())}
        outcome.tried += len(lines)
        for row in map(json.loads, lines):
            healthy = row["text"] not in ACTIONS or row["text"] in HARMLESS
            outcome.lost += healthy and row["id"] not in texts
        outcome.silent += counts.inputs != len(lines) or counts.failed != len(lines) - len(texts)
    outcome.note = f"{len(kinds)} kinds"
    return outcome


def containers(field: Field) -> Outcome:
    """Containers of every format, cut and altered in many ways: what is missing must be told."""
    outcome = Outcome()
    texts = [f"{number} " + field.chance.randbytes(30).hex() for number in range(40)]
    packed = _containers(texts)
    for number in range(field.sizes.containers):
        name = list(packed)[number % len(packed)]
        data = bytearray(packed[name])
        way = number // len(packed) % 5
        if way == 0:
            del data[field.chance.randrange(1, len(data)) :]
        elif way == 1:
            data[field.chance.randrange(len(data))] ^= 1 << field.chance.randrange(8)
        elif way == 2:
            start = field.chance.randrange(len(data))
            del data[start : start + field.chance.randrange(1, 600)]
        elif way == 3:
            start = field.chance.randrange(len(data))
            data[start:start] = field.chance.randbytes(field.chance.randrange(1, 600))
        else:
            start = field.chance.randrange(len(data))
            data[start : start + 200] = bytes(len(data[start : start + 200]))
        path = field.folder / "hostile" / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(data)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        meter = Meter()
        got = list(read_all([str(path)], Reading(max_bytes=1 << 20, seconds=20), meter=meter))
        outcome.outside += resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before > 1_500_000
        whole = sum(_text(item) in texts for item in got)
        told = sum(bool(item.error) for item in got) + meter.skipped.total()
        if whole < len(texts) and not told and not _looks_whole(name, way, got, texts):
            outcome.silent += 1
            outcome.note = f"{outcome.note} {name}/{way}"
        path.unlink()
        outcome.tried += 1
    return outcome


def _looks_whole(name: str, way: int, got: list[Item], texts: list[str]) -> bool:
    """Whether nothing can tell that a container was altered: formats without checksums.

    An altered text looks like any other. Two records look like one if what was cut out is the end of the
    first and as much of the second, and an archive that was cut between records looks like a shorter one.
    """
    return len(got) == len(texts) or (name in ("a.jsonl", "a.warc") and way in (0, 2))


def _text(item: Item) -> str:
    return item.document.text or (item.document.data or b"").decode("utf-8", "replace")


def _containers(texts: list[str]) -> dict[str, bytes]:
    lines = "".join(json.dumps({"text": text}) + "\n" for text in texts).encode()
    zipped, tarred, table = io.BytesIO(), io.BytesIO(), io.BytesIO()
    warc = b""
    with (
        zipfile.ZipFile(zipped, "w", zipfile.ZIP_DEFLATED) as archive,
        tarfile.open(fileobj=tarred, mode="w") as tar,
    ):
        for number, text in enumerate(texts):
            archive.writestr(f"{number}.txt", text)
            info = tarfile.TarInfo(f"{number}.txt")
            info.size = len(text)
            tar.addfile(info, io.BytesIO(text.encode()))
            body = f"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: {len(text)}\r\n\r\n{text}"
            warc += (
                f"WARC/1.0\r\nWARC-Type: response\r\nContent-Type: application/http\r\n"
                f"Content-Length: {len(body)}\r\n\r\n{body}\r\n\r\n"
            ).encode()
    import pyarrow
    from pyarrow import parquet

    parquet.write_table(pyarrow.table({"text": texts}), table, row_group_size=10, write_page_checksum=True)
    return {
        "a.jsonl": lines, "a.jsonl.gz": gzip.compress(lines), "a.zip": zipped.getvalue(),
        "a.tar": tarred.getvalue(), "a.tar.gz": gzip.compress(tarred.getvalue()), "a.warc": warc,
        "a.warc.gz": gzip.compress(warc), "a.parquet": table.getvalue(),
    }  # fmt: skip


def fuzz(field: Field) -> Outcome:
    """Documents that were altered at random, through the whole pipeline, in supervised processes."""
    outcome = Outcome()
    seeds = [path.read_bytes()[:20_000] for path in sorted((FIXTURES / "documents").iterdir())]
    unexpected = 0

    def documents() -> Iterator[Document]:
        for number in range(field.sizes.fuzz):
            yield Document(data=_mutated(seeds, field.chance), id=str(number))

    work = PipelineWork(Pipeline.default())
    for number, result in enumerate(run_engine(work, documents(), 2, engine="pool", guard=Guard(60, 2000))):
        outcome.tried += 1
        outcome.lost += result.document.id != str(number)
        if result.status == "failed" and result.stage != "decode":
            unexpected += 1
            outcome.note = f"{result.stage}: {result.error}"[:70]
    outcome.stuck = unexpected
    return outcome


def _mutated(seeds: list[bytes], chance: random.Random) -> bytes:
    data = bytearray(chance.choice(seeds))
    for _ in range(chance.randint(1, 8)):
        start = chance.randrange(len(data) + 1)
        length = chance.choice([1, 1, 2, 10, 100, 1000])
        way = chance.randrange(5)
        if way == 0:
            data[start : start + length] = chance.randbytes(length)
        elif way == 1:
            del data[start : start + length]
        elif way == 2:
            other = chance.choice(seeds)
            place = chance.randrange(len(other) + 1)
            data[start:start] = other[place : place + length]
        elif way == 3:
            data[start:start] = data[start : start + length] * chance.randint(1, 5)
        else:
            data[start:start] = chance.choice([b"<", b">", b"&#x110000;", b"\0", b"\xff\xfe", "，".encode()])
    return bytes(data[:40_000])


def doubling(field: Field) -> Outcome:
    """Documents that repeat a piece: twice the size must not take four times as long."""
    outcome = Outcome()
    pipeline = Pipeline.default()
    pipeline.run("<p>The committee met on Tuesday and discussed the report.</p>")
    for name in list(names())[: field.sizes.patterns]:
        outcome.tried += 1
        times, size = growth(name, pipeline)
        if times > LIMIT:
            outcome.stuck += 1
            outcome.note = f"{outcome.note} {name} ({times:.1f} at {size:,});"
    return outcome


def remote(field: Field) -> Outcome:
    """S3 behind a connection that breaks, and a web server that cuts: retries must bring everything."""
    import fsspec
    from moto.server import ThreadedMotoServer

    outcome = Outcome()
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    os.environ |= {
        "AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": "y", "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ENDPOINT_URL": f"http://{host}:{port}",
    }  # fmt: skip
    system = fsspec.filesystem("s3", s3_additional_kwargs={"ACL": "public-read"})
    system.mkdir("crawl")
    for path in field.inputs.rglob("*"):
        if path.is_file():
            system.pipe(f"crawl/{path.relative_to(field.inputs)}", path.read_bytes())
    plain = tree(field.inputs)
    with _breaking_proxy(host, port, field.chance) as proxy:
        for way in ("s3", "http"):
            output = field.fresh("all.jsonl")
            if way == "s3":
                os.environ["AWS_ENDPOINT_URL"] = proxy
                inputs: tuple[str, ...] = ("s3://crawl/",)
            else:
                inputs = tuple(f"{proxy}/crawl/{name}" for name in plain)
            _until_done(inputs, output, outcome)
            lines = output.read_text().splitlines() if output.exists() else []
            healthy = {row["text"] for row in map(json.loads, lines)}
            expected = _texts(field)
            outcome.lost += len(expected - healthy)
            outcome.tried += 1
    server.stop()
    return outcome


def _texts(field: Field) -> set[str]:
    """The texts of an undisturbed run."""
    lines = field.undisturbed("all.jsonl")["all.jsonl"].decode().splitlines()
    return {json.loads(line)["text"] for line in lines}


def _until_done(inputs: tuple[str, ...], output: Path, outcome: Outcome) -> None:
    """Run, and then retry what failed, until only the picture fails."""
    for _ in range(60):
        holds = any(output.parent.rglob("ledger.sqlite"))
        command = [*COMMAND, *inputs, "-o", str(output), "--stages", "decode,parse,layout", "--workers", "2"]
        done = subprocess.run(
            [*command, *(["--resume", "--retry-failed"] if holds else [])],
            capture_output=True, text=True, env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        )  # fmt: skip
        failures = output.with_name(f"{output.name}.run") / "quarantine" / "failures.jsonl"
        failed = failures.read_text().splitlines() if failures.exists() else []
        outcome.silent += done.returncode == 0 and bool(failed)
        if output.exists() and len(failed) == 1 and "junk.png" in failed[0]:
            return
    outcome.stuck += 1
    outcome.note = done.stderr[-200:]


@contextlib.contextmanager
def _breaking_proxy(host: str, port: int, chance: random.Random) -> Iterator[str]:
    """The address of a server that passes everything on, and breaks one connection in six."""
    import socket

    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                client, _ = listener.accept()
            except OSError:
                return
            upstream = socket.create_connection((host, port))
            limit = chance.randrange(100, 5000) if chance.random() < 1 / 6 else 1 << 40
            threading.Thread(target=_pump, args=(client, upstream, 1 << 40), daemon=True).start()
            threading.Thread(target=_pump, args=(upstream, client, limit), daemon=True).start()

    threading.Thread(target=serve, daemon=True).start()
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    listener.close()


def _pump(source: Any, target: Any, limit: int) -> None:
    """Pass on data from one socket to another, up to some number of bytes; then close both."""
    import socket

    with contextlib.suppress(OSError):
        while limit > 0 and (data := source.recv(min(65536, limit))):
            target.sendall(data)
            limit -= len(data)
    for end in (source, target):
        with contextlib.suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)


ATTACKS: dict[str, Callable[[Field], Outcome]] = {
    attack.__name__: attack
    for attack in (kills, workers, damage, disk, poison, containers, fuzz, doubling, remote)
}


def main() -> None:
    """Run the attacks that the command line names, or all of them."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("attacks", nargs="*", metavar="ATTACK", help=", ".join(ATTACKS))
    for name, size in {
        "kills": 40, "worker-kills": 16, "damages": 40, "disks": 16, "containers": 600, "fuzz": 200_000,
        "patterns": 140, "seed": 1,
    }.items():  # fmt: skip
        parser.add_argument(f"--{name}", type=int, default=size, help=f"default: {size:,}")
    parser.add_argument("--no-ray", action="store_true", help="leave Ray out")
    sizes = parser.parse_args()
    logging.getLogger("cleaner").addHandler(logging.NullHandler())  # or failures are printed among the table
    columns = ("tried", "lost", "silent", "outside", "changed", "stuck")
    print(f"{'attack':12}" + "".join(f"{column:>9}" for column in columns) + "  seconds  note")
    harm = 0
    for name in sizes.attacks or ATTACKS:
        with tempfile.TemporaryDirectory(prefix=f"attack-{name}-") as folder:
            started = time.monotonic()
            outcome = ATTACKS[name](Field(Path(folder), sizes, random.Random(sizes.seed)))
        figures = "".join(f"{getattr(outcome, column):9,}" for column in columns)
        print(f"{name:12}{figures}{time.monotonic() - started:9.0f}  {outcome.note}", flush=True)
        harm += outcome.harm
    sys.exit(1 if harm else 0)


if __name__ == "__main__":
    main()
