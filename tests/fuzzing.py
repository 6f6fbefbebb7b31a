"""Giving readers what was spoilt or made to hurt: `python -m tests.fuzzing READER NUMBER [SEED]`.

Each input follows from the reader's name, the seed and its number, so that a failure can be had again. A reader runs
in a process of its own with a limit of memory; each input has a limit of the processor's time and is watched from
outside, so that a hang or a fall of the whole process is a finding as any exception is.
"""

import contextlib
import io
import json
import os
import random
import resource
import select
import signal
import sys
import time
import traceback
import unicodedata
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

CPU = 8.0  # seconds of the processor that one input may take
WALL = 90.0  # seconds after which a process that said nothing hangs, on a machine that has other work
MEMORY = 1_200_000_000  # bytes beyond what a process holds before its first input
WRONG_AT_MOST = 5  # failures after which the rest tells nothing new


@dataclass(frozen=True)
class Reader:
    """Something that reads what comes from outside: ``read`` refuses by one of ``refusals``, and by nothing else.

    ``seeds`` are good inputs; ``words`` are what hurts in this language; ``packed``: the inputs are zip files, whose
    parts are spoilt, too. ``costly``: one input takes so many times as long as one of the others.
    """

    name: str
    seeds: Callable[[], Sequence[bytes]]
    read: Callable[[bytes], object]
    refusals: tuple[type[BaseException], ...]
    words: tuple[bytes, ...] = ()
    packed: bool = False
    costly: int = 1


@dataclass
class Outcome:
    """What became of a reader's inputs."""

    reader: str
    tried: int = 0
    refused: int = 0
    slowest: float = 0.0
    wrong: list[str] = field(default_factory=list)


NUMBERS = (
    b"\0",
    b"\xff",
    b"\x7f\xff\xff\xff",
    b"\xff\xff\xff\xff",
    b"\0\0\0\0",
    b"99999999999999999999",
    b"-1",
    b"1e999",
)
LETTERS = (
    "\u0301" * 50,
    "\u202e",
    "\u200b",
    "\ufeff",
    "\ud7ff",
    "\U0010ffff",
    "ﷺ",
    "İ",
    "ǅ",
    "ẞ",
    "\x00",
    "\x85",
    "\u2028",
)
BYTES = (
    b"\xed\xa0\x80",
    b"\xc0\xaf",
    b"\xf8\x88\x80\x80\x80",
    b"\xe1\xba",
    b"\r",
    b"\r\n",
    b"\x1b[2J",
    b"%00",
    b"{}",
    b"[]",
)


def spoilt(reader: Reader, seed: int, number: int, seeds: Sequence[bytes]) -> bytes:
    """Return the input of this number."""
    chance = random.Random(f"{reader.name}:{seed}:{number}")
    data = chance.choice(seeds)
    if reader.packed and chance.random() < 0.6:
        with contextlib.suppress(zipfile.BadZipFile, ValueError, KeyError, NotImplementedError):
            return _repacked(chance, data, reader, seeds)
    for _ in range(chance.choice((1, 1, 2, 3, 6))):
        data = _changed(chance, data, reader, seeds)
    return data[:2_000_000]


def _changed(chance: random.Random, data: bytes, reader: Reader, seeds: Sequence[bytes]) -> bytes:
    at = chance.randrange(len(data) + 1)
    to = min(len(data), at + chance.choice((1, 2, 4, 16, 200)))
    how = chance.randrange(11)
    if how == 0 and data:  # a bit
        at = min(at, len(data) - 1)
        return data[:at] + bytes([data[at] ^ 1 << chance.randrange(8)]) + data[at + 1 :]
    if how == 1:
        return data[:at]
    if how == 2:  # joined with another
        other = chance.choice(seeds)
        return data[:at] + other[chance.randrange(len(other) + 1) :]
    if how == 3:
        return data[:at] + data[to:]
    if how == 4:
        return data[:at] + data[at:to] * chance.choice((2, 10, 1000)) + data[to:]
    if how == 5:  # a length, an offset
        return data[:at] + chance.choice(NUMBERS) + data[at + chance.choice((0, 1, 2, 4)) :]
    if how == 6:
        return data[:at] + chance.choice(BYTES) + data[at:]
    if how == 7:
        return data[:at] + chance.choice(LETTERS).encode("utf-8", "surrogatepass") + data[at:]
    if how == 8:  # taken apart, as it comes from a Mac
        return unicodedata.normalize("NFD", data.decode("utf-8", "replace")).encode()
    word = chance.choice(reader.words) if reader.words else bytes([chance.randrange(256)])
    times = chance.choice((1, 1, 1, 50, 3000, 20_000)) if len(word) < 20 else 1  # nesting
    return data[:at] + word * times + (b"" if how == 9 else data[at:])


def _repacked(chance: random.Random, data: bytes, reader: Reader, seeds: Sequence[bytes]) -> bytes:
    """Return a zip file with parts spoilt, missing, twice, far too large or too many."""
    packed, how = io.BytesIO(), chance.randrange(6)
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        names = old.namelist()
        hit = chance.choice(names)
        for name in names:
            part = old.read(name)
            if name == hit and how in (0, 1):
                part = _changed(chance, part, reader, seeds)
            if name == hit and how == 2:
                continue
            new.writestr(name, part if name != hit or how != 3 else bytes(chance.choice((10**6, 150 * 10**6))))
        if how == 4:
            for number in range(chance.choice((10, 6000))):
                new.writestr(f"{number}", b"")
        if how == 5:
            strange = chance.choice(("../../etc/passwd", "/etc/passwd", "a\\b", "C:\\x", "\x01", "a" * 5000, f"{hit}/"))
            new.writestr(strange, b"x")
    return packed.getvalue()


def child(reader: Reader, seed: int, first: int, last: int, telling: int) -> None:
    """Read the inputs from ``first`` up to ``last`` and say what became of each, in lines of JSON."""
    seeds = reader.seeds()
    with contextlib.suppress(reader.refusals):
        reader.read(seeds[0])  # what is loaded once is loaded now
    held = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (held + MEMORY, resource.RLIM_INFINITY))
    for number in range(first, last):
        data = spoilt(reader, seed, number, seeds)
        _say(telling, next=number)
        before, refused, why = _cpu(), False, ""
        try:
            reader.read(data)
        except reader.refusals:
            refused = True
        except BaseException:
            why = traceback.format_exc(limit=-6)
        took = _cpu() - before
        if took > CPU and not why:
            why = f"{took:.1f} s of the processor"
        _say(telling, next=number + 1, refused=refused, took=round(took, 4), why=why, size=len(data))


def _cpu() -> float:
    own, theirs = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + theirs.ru_utime + theirs.ru_stime


def _say(telling: int, **told: object) -> None:
    os.write(telling, json.dumps(told).encode() + b"\n")


def run(reader: Reader, number: int, seed: int = 1) -> Outcome:
    """Give a reader so many inputs and return what became of them."""
    outcome, first = Outcome(reader.name), 0
    while first < number and len(outcome.wrong) < WRONG_AT_MOST:
        first = _one_process(outcome, reader, seed, first, number)
    return outcome


def _one_process(outcome: Outcome, reader: Reader, seed: int, first: int, last: int) -> int:
    """Let a process read up to its end, or to the input that ended it; return which is next."""
    told, telling = os.pipe()
    process = os.fork()
    if process == 0:
        try:
            child(reader, seed, first, last, telling)
        finally:
            os._exit(0)
    os.close(telling)
    begun, left, said = first, b"", time.monotonic()
    try:
        while len(outcome.wrong) < WRONG_AT_MOST:
            if not select.select([told], [], [], 1.0)[0]:
                if time.monotonic() - said > WALL:
                    break
                continue
            chunk, said = os.read(told, 65536), time.monotonic()
            if not chunk:
                break
            *lines, left = (left + chunk).split(b"\n")
            for line in map(json.loads, lines):
                begun = line["next"]
                if "took" in line:
                    _count(outcome, line)
    finally:
        os.kill(process, signal.SIGKILL)
        os.waitpid(process, 0)
        os.close(told)
    if begun < last and len(outcome.wrong) < WRONG_AT_MOST:
        outcome.wrong.append(f"input {begun}: the process hung or fell")
        outcome.tried += 1
    return begun + 1


def _count(outcome: Outcome, line: dict[str, object]) -> None:
    outcome.tried += 1
    outcome.refused += bool(line["refused"])
    outcome.slowest = max(outcome.slowest, float(str(line["took"])))
    if line["why"]:
        outcome.wrong.append(f"input {int(str(line['next'])) - 1} ({line['size']} bytes): {line['why']}")


def main(arguments: list[str]) -> None:
    """Print what became of the inputs of one reader, or of all: a line of JSON each."""
    from tests.fuzzed import READERS

    name, number, seed = (*arguments, "1")[:3]
    for reader in READERS.values() if name == "all" else [READERS[name]]:
        found = run(reader, max(1, int(number) // reader.costly), int(seed))
        print(json.dumps(asdict(found), ensure_ascii=False), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
