"""Benches: one file each, and its row is the import below. `./run bench` lists them, `./run bench NAME [--quick]` runs one."""

import argparse
import tempfile
from collections.abc import Sequence
from pathlib import Path

from lms.bench import batch as batch
from lms.bench import certificates as certificates
from lms.bench import gift as gift
from lms.bench import grading as grading
from lms.bench import packs as packs
from lms.bench import pages as pages
from lms.bench import photos as photos
from lms.bench import seal as seal
from lms.bench import verify as verify
from lms.bench.frame import BENCHES, Bench, table


def main(argv: Sequence[str]) -> int:
    """Lists the benches, or runs one and ends with a line per figure; 2 for a name that does not exist."""
    parser = argparse.ArgumentParser(prog="./run bench", description="Measure one thing in a temporary instance.")
    parser.add_argument("name", nargs="?", metavar="NAME")
    parser.add_argument("--quick", action="store_true", help="a smaller run of the same kind")
    wanted = parser.parse_args(argv)
    if wanted.name is None or wanted.name not in BENCHES:
        if wanted.name:
            print(f"There is no bench {wanted.name!r}. There are:")
        for name, row in BENCHES.items():
            print(f"  {name:14}{row.question}")
        return 2 if wanted.name else 0
    with tempfile.TemporaryDirectory(prefix="lms-bench-") as directory:
        bench = Bench(quick=wanted.quick, instance=Path(directory))
        BENCHES[wanted.name].run(bench)
    for line in table(bench.rows):
        print(line)
    print()
    for figure in bench.figures:
        print(figure)
    return 0
