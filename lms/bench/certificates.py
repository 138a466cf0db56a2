"""CPU and bytes of printing: one file each and one merged file, against the usual ReportLab code on the same facts."""

from dataclasses import replace

from lms.bench.frame import Bench, bench, race
from lms.bench.platypus import usual
from lms.certificates.facts import SAMPLE, Facts
from lms.certificates.press import press, press_many
from lms.certificates.rules import NumberParts, number_text

MASK = "{kode}/{urut:03}/{unit}/{bulan_romawi}/{tahun}"


def roster(size: int) -> list[Facts]:
    """People who differ in what differs in a batch: number, name, NIP, code, scores."""
    return [
        replace(
            SAMPLE,
            number=number_text(MASK, NumberParts("800.2.4", n, "Diskominfo", 11, 2026)),
            name=f"Peserta Contoh Ke-{n} {'Abdurrahman ' * (n % 3)}S.I.Kom.",
            nip=f"19900913 201502 1 {n % 1000:03}",
            code=f"{n:026}",
            verify_url=f"https://latih.palembang.go.id/v/{n:026}",
            subjects=tuple(replace(subject, score=f"{70 + n % 30},25") for subject in SAMPLE.subjects),
            average=f"{70 + n % 30},25",
        )
        for n in range(1, size + 1)
    ]


@bench("certificates", "CPU and bytes of a certificate, alone and merged, against the usual ReportLab code")
def run(bench: Bench) -> None:
    """A single is one file for one person; merged divides by the people in the file. `growth_10x` is the CPU of one person in
    a file of ten times as many people, over that in the small file: 1 is flat."""
    alone = 3 if bench.quick else 10
    merged = 20 if bench.quick else 100
    people = roster(merged * 10)
    few, some = people[:alone], people[:merged]
    rounds = 3 if bench.quick else 7

    singles = race(
        {
            "press": lambda: [press(facts) for facts in few],
            "usual": lambda: [usual([facts]) for facts in few],
        },
        rounds=rounds,
    )
    files = race({"press": lambda: press_many(some), "usual": lambda: usual(some)}, rounds=rounds)
    growth = race(
        {"small": lambda: press_many(some), "large": lambda: press_many(people)}, rounds=2 if bench.quick else 3
    )

    bytes_single, bytes_usual = len(press(few[0])), len(usual(few[:1]))
    bytes_merged, bytes_usual_merged = len(press_many(some)) // merged, len(usual(some)) // merged
    bench.row("certificate, 2 pages", "press", "usual", "times")
    single_ms, merged_ms = singles.median("press") / alone, files.median("press") / merged
    bench.row("single, CPU ms", single_ms, singles.median("usual") / alone, singles.ratio("usual", "press"))
    bench.row("merged, CPU ms each", merged_ms, files.median("usual") / merged, files.ratio("usual", "press"))
    bench.row("single, bytes", bytes_single, bytes_usual, bytes_usual / bytes_single)
    bench.row("merged, bytes each", bytes_merged, bytes_usual_merged, bytes_usual_merged / bytes_merged)

    bench.figure("single_ms", single_ms, "ms")
    bench.figure("merged_ms", merged_ms, "ms")
    bench.figure("speedup_vs_usual", singles.ratio("usual", "press"), "x")
    bench.figure("merged_speedup_vs_usual", files.ratio("usual", "press"), "x")
    bench.figure("single_bytes", bytes_single, "bytes")
    bench.figure("merged_bytes_each", bytes_merged, "bytes")
    bench.figure("growth_10x", growth.ratio("large", "small") / 10, "x")
