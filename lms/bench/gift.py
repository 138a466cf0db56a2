"""Importing a bank of GIFT in a fresh process: CPU and peak memory from the file to the files of our own bank, and to the
catalog that reads them again."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from lms.bench.frame import Bench, bench
from lms.config import ROOT, resource

QUESTIONS: Final = 10_000
IMPORT: Final = """
import sys, time
from pathlib import Path
from lms.authoring.exchange import bank_file
from lms.authoring.exchange.formats import events
from lms.authoring.exchange.shelf import Shelf, taken_in

def peak():
    return int(Path("/proc/self/status").read_text().partition("VmHWM:")[2].split()[0]) / 1024

source, lesson = Path(sys.argv[1]), sys.argv[2]
started = time.process_time()
for block in source.read_text().split("\\n\\n"):
    for line in block.split("\\n"):
        line.strip()
lines = time.process_time() - started
before = peak()
started = time.process_time()
delivery = taken_in(events(source.name, source.read_bytes()), Shelf({lesson: ("J3",)}, ("J3",)))
written = bank_file.files(delivery.questions, source.stem)
for name, text in written.items():
    (source.parent / name.replace("/", "-")).write_text(text)
spent = time.process_time() - started
print(f"lines={lines} import={spent} peak={peak()} before={before} count={len(delivery.questions)}")
"""
"""The peak is the kernel's own mark of the process; that of getrusage begins with the size of the parent."""
PROVE: Final = """
import sys, time
from pathlib import Path
from lms.catalog.proof import Proof
from lms.catalog.prose import Prose
from lms.catalog.questions import read_questions
from lms.catalog.sheet import open_sheet

started, proof, count = time.process_time(), Proof(), 0
for path in sorted(Path(sys.argv[1]).parent.glob(f"questions-*.{Path(sys.argv[1]).stem}*.yaml")):
    with open_sheet(proof, f"journalism/{path.name}", path.read_bytes()) as sheet:
        count += len(read_questions(sheet, sys.argv[2], ("J3",), Prose(proof, "journalism", "", {}, (), {})))
print(f"proof={time.process_time() - started} count={count if not proof.errors() else proof.errors()[0]}")
"""
COMMAND: Final = """
import sys, time
from pathlib import Path
from lms.cli import main

main(["questions", "import", sys.argv[1], "--module", "journalism", "--lesson", sys.argv[2]], standalone_mode=False)
peak = int(Path("/proc/self/status").read_text().partition("VmHWM:")[2].split()[0]) / 1024
print(f"command={time.process_time()} peak={peak}")
"""
"""The whole of `lms questions import`: Python's own start, the module that is there, the questions, the new files."""
LESSON: Final = "lead-and-pyramid"


@bench("gift", "CPU and peak memory of importing 10,000 questions in GIFT, against only walking over their lines")
def run(bench: Bench) -> None:
    """`import_s` is CPU from the bytes of the file to the files of our bank, `import_peak_mb` the memory of a process that does
    nothing else. `command_*` are those of the whole command on a copy of the courses. `proof_s` is what the catalog takes to read those files again. `growth` is CPU per question against a file of
    a tenth of the size: 1 where cost grows with the file and no faster."""
    count = QUESTIONS // 10 if bench.quick else QUESTIONS
    whole, tenth = bench.instance / "bank.gift", bench.instance / "tenth.gift"
    whole.write_text("\n".join(bank(count)))
    tenth.write_text("\n".join(bank(count // 10)))
    told = min((_in_a_child(IMPORT, whole, count) for _ in range(3)), key=_import)
    less = min((_in_a_child(IMPORT, tenth, count // 10) for _ in range(3)), key=_import)
    proof = _in_a_child(PROVE, whole, count)["proof"]
    shutil.copytree(resource("courses"), bench.instance / "courses")
    command = _in_a_child(COMMAND, whole, count)

    bench.row(f"{count:,} questions", "CPU s", "peak MB", "times the walk")
    bench.row("walk over the lines", told["lines"], told["before"], 1.0)
    bench.row("import", told["import"], told["peak"], told["import"] / told["lines"])
    bench.row("the whole command", command["command"], command["peak"], command["command"] / told["lines"])
    bench.row("read by the catalog", proof, "", proof / told["lines"])
    bench.figure("import_s", told["import"], "s")
    bench.figure("import_peak_mb", told["peak"], "MB")
    bench.figure("import_vs_walk", told["import"] / told["lines"], "x")
    bench.figure("growth", told["import"] / less["import"] / 10, "x")
    bench.figure("command_s", command["command"], "s")
    bench.figure("command_peak_mb", command["peak"], "MB")
    bench.figure("proof_s", proof, "s")
    bench.figure("file_bytes", whole.stat().st_size, "bytes")


def bank(count: int) -> Iterator[str]:
    """GIFT as people write it: every kind, feedback, escapes, texts of a usual length."""
    yield f"$CATEGORY: $course$/top/journalism/{LESSON}\n"
    for number in range(count):
        yield _ASKED[number % len(_ASKED)].replace("NUMBER", str(number))


_ASKED: Final = (
    """// question: NUMBER  name: lead NUMBER
::Lead NUMBER:: Puskesmas Kenanga membuka cek gula darah gratis setiap Sabtu mulai pukul 08\\:00. Kalimat mana yang paling
tepat untuk membuka lead berita NUMBER?
{
    ~Dalam rangka meningkatkan derajat kesehatan, Kepala Puskesmas membuka kegiatan.#Ini seremoni; warga belum tahu layanannya.
    =Warga berusia 40 tahun ke atas dapat memeriksa gula darah gratis di Puskesmas Kenanga.#Tepat: siapa, apa, di mana, kapan.
    ~%25%Antusiasme luar biasa terlihat dalam kegiatan itu.#“Luar biasa” adalah pendapat, bukan informasi.
    ####Lead mendahulukan hal yang paling berguna bagi warga.
}
""",
    """// [id:air-NUMBER] [tag:mudah]
::Air mati NUMBER::[html]<p>Perumda akan mengganti pipa, dan air mati <b>sementara</b>.<br>Keterangan mana yang harus ada?</p>{
    ~%50%Hari dan jam air mati \\= hal pertama#Ya.
    ~%50%Wilayah yang terdampak#Ya.
    ~%-50%Nama pejabat yang membuka pekerjaan#Di bawah saja.
    ~%-50%Sejarah jaringan pipa \\{sejak awal\\}#Ini latar.
}
""",
    """::Potong NUMBER::Dalam piramida terbalik NUMBER, paragraf paling bawah boleh dipotong.{T#Ingat bentuknya.#Betul.}
""",
    """::Suka NUMBER::Sebanyak NUMBER dari 500 pengikut menyukai unggahan. Berapa persen?{#=7.6:0.05#Tepat. =%50%7..8#Dekat.}
""",
    """::Susunan NUMBER::Susunan NUMBER yang mendahulukan hal terpenting disebut {=piramida terbalik#Tepat. =%50%piramid*#Hampir.}.
""",
    """::Pasang NUMBER::[markdown]Pasangkan bagian **berita** NUMBER dengan isinya.{
    =Lead -> kabar pokok
    =Tubuh -> rincian
    = -> ucapan terima kasih
}
""",
)


def _in_a_child(script: str, source: Path, count: int) -> dict[str, float]:
    """A process of its own, so that the peak of its memory is that of its work. Every question has to come in."""
    asked = [sys.executable, "-P", "-c", script, str(source), LESSON]
    own = {"PYTHONPATH": str(ROOT), "LMS_INSTANCE": str(source.parent), "LMS_COURSES": str(source.parent / "courses")}
    done = subprocess.run(asked, capture_output=True, text=True, check=True, env=os.environ | own)  # noqa: S603  # our own words
    told = {name: float(value) for name, value in (pair.split("=") for pair in done.stdout.splitlines()[-1].split())}
    if told.get("count", count) != count:
        raise RuntimeError(f"{told['count']} of {count} questions came in")
    return told


def _import(told: dict[str, float]) -> float:
    return told["import"]
