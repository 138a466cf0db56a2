"""CPU and bytes of printing: one file each and one merged file, against the usual ReportLab code on the same facts."""

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Final

from lms.bench.frame import Bench, bench, race
from lms.bench.platypus import usual
from lms.certificates.facts import SAMPLE, Facts
from lms.certificates.press import press, press_many
from lms.certificates.rules import NumberParts, number_text

MASK = "{kode}/{urut:03}/{unit}/{bulan_romawi}/{tahun}"
SIGNED: Final = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_"
REAM: Final = 10_000
PRINT_A_REAM: Final = """
import json, pathlib, sys, time
from lms.certificates.facts import Facts
from lms.certificates.press import press_many
with open(sys.argv[1], "wb") as file:
    press_many((Facts.from_json(json.loads(line)) for line in sys.stdin), file=file)
status = pathlib.Path("/proc/self/status").read_text()
print(time.process_time(), int(status.split("VmHWM:")[1].split()[0]) / 1024)
"""
"""A process of its own that knows the press and nothing else: seconds of CPU, its start included, and MiB at the peak. (What
getrusage calls the peak counts the process that started it as well.)"""


def roster() -> Iterator[Facts]:
    """People who differ in what differs in a batch: number, name, NIP, code, QR, scores. There is no end of them."""
    n = 0
    while n := n + 1:
        url = f"https://latih.palembang.go.id/v/{n:026}"
        yield replace(
            SAMPLE,
            number=number_text(MASK, NumberParts("800.2.4", n, "Diskominfo", 11, 2026)),
            name=f"Peserta Contoh Ke-{n} {'Abdurrahman ' * (n % 3)}S.I.Kom.",
            nip=f"19900913 201502 1 {n % 1000:03}",
            code=f"{n:026}",
            verify_url=url,
            qr=f"{url}#{''.join(SIGNED[(n * place + place) % 64] for place in range(1, 191))}",
            subjects=tuple(replace(subject, score=f"{70 + n % 30},25") for subject in SAMPLE.subjects),
            average=f"{70 + n % 30},25",
        )


def _people(count: int) -> Iterator[Facts]:
    return islice(roster(), count)


@bench("certificates", "CPU and bytes of a certificate, alone and merged, against the usual ReportLab code")
def run(bench: Bench) -> None:
    """A single is one file for one person; merged divides by the people in the file: its milliseconds in a small one, where the
    fonts weigh most, its bytes in the large one. `growth_10x` is the CPU of one person in a file of ten times as many people, over
    that in the small file: 1 is flat."""
    alone, usually = (10, 2) if bench.quick else (50, 3)
    merged = 20 if bench.quick else 60
    crowd = 100 if bench.quick else REAM // 10
    rounds = 3 if bench.quick else 7
    few, some = list(_people(alone)), list(_people(merged))
    folder = bench.instance

    singles = race(
        {
            "press": lambda: [press(facts) for facts in few],
            "usual": lambda: [usual([facts]) for facts in few[:usually]],
        },
        rounds=rounds,
    )
    files = race({"press": lambda: press_many(some), "usual": lambda: usual(some)}, rounds=rounds)
    growth = race(
        {"small": lambda: _print(crowd, folder), "large": lambda: _print(crowd * 10, folder)},
        rounds=2 if bench.quick else 3,
    )

    bytes_single, bytes_usual = len(press(few[0])), len(usual(few[:1]))
    bytes_merged, bytes_usual_merged = (folder / "print.pdf").stat().st_size // (crowd * 10), len(usual(some)) // merged
    bench.row("certificate, 2 pages", "press", "usual", "times")
    single_ms, merged_ms = singles.median("press") / alone, files.median("press") / merged
    single_ratio = singles.ratio("usual", "press") * alone / usually
    bench.row("single, CPU ms", single_ms, singles.median("usual") / usually, single_ratio)
    bench.row("merged, CPU ms each", merged_ms, files.median("usual") / merged, files.ratio("usual", "press"))
    bench.row("single, bytes", bytes_single, bytes_usual, bytes_usual / bytes_single)
    bench.row("merged, bytes each", bytes_merged, bytes_usual_merged, bytes_usual_merged / bytes_merged)

    bench.figure("single_ms", single_ms, "ms")
    bench.figure("merged_ms", merged_ms, "ms")
    bench.figure("speedup_vs_usual", single_ratio, "x")
    bench.figure("merged_speedup_vs_usual", files.ratio("usual", "press"), "x")
    bench.figure("single_bytes", bytes_single, "bytes")
    bench.figure("merged_bytes_each", bytes_merged, "bytes")
    bench.figure("growth_10x", growth.ratio("large", "small") / 10, "x")
    if not bench.quick:
        seconds, peak, size = _ream(folder)
        bench.figure("ream_cpu_s", seconds, f"s of CPU for {REAM:,} people in one file")
        bench.figure("ream_peak_mib", peak, f"MiB at the peak of {REAM:,} people in one file")
        bench.figure("ream_bytes_each", size / REAM, "bytes")


def _print(count: int, folder: Path) -> None:
    with (folder / "print.pdf").open("wb") as file:
        press_many(_people(count), file=file)


def _ream(folder: Path) -> tuple[float, float, int]:
    """CPU seconds, MiB at the peak, and bytes of a print file, made by a process that got its facts as rows of JSON."""
    path = folder / "ream.pdf"
    rows = "\n".join(json.dumps(facts.as_json()) for facts in _people(REAM))
    child = subprocess.run(  # noqa: S603  this interpreter, a constant script
        [sys.executable, "-c", PRINT_A_REAM, str(path)], input=rows, check=True, capture_output=True, text=True
    )
    seconds, peak = map(float, child.stdout.split())
    return seconds, peak, path.stat().st_size
