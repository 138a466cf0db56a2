"""What one photo from a phone costs: the darkroom against the usual way, each in child processes, in turns.

The photo is drawn here: 4032 × 3024 pixels, 2.6 MB, as noisy as a real one, held upright, with a place in its EXIF. Both
ways give two upright JPEGs without the place, at most 1080 and 320 pixels. The usual way decodes the whole picture,
writes the original again without EXIF, and makes both sizes from the full picture by LANCZOS.
"""

import json
import subprocess
import sys
from io import BytesIO
from pathlib import Path
from statistics import median
from typing import Final

from PIL import ExifTags, Image

from lms.bench.frame import Bench, Race, bench
from lms.kit.images import DARKROOM, develop

WIDTH: Final = 4032
HEIGHT: Final = 3024

USUAL: Final = """
import sys
from io import BytesIO
from PIL import Image, ImageOps
with Image.open(sys.stdin.buffer) as photo:
    upright = ImageOps.exif_transpose(photo)
out = BytesIO()
upright.save(out, "JPEG", quality=88, exif=b"")
for side in (1080, 320):
    size = (round(upright.width * side / max(upright.size)), round(upright.height * side / max(upright.size)))
    upright.resize(size, Image.Resampling.LANCZOS).save(out, "JPEG", quality=82)
sys.stdout.buffer.write(out.getvalue())
"""
START: Final = "from PIL import ExifTags, Image, JpegImagePlugin, WebPImagePlugin; Image.preinit()"
"""What both ways spend before they see the photo: Python and Pillow."""
LAUNCH: Final = """
import json, os, subprocess, sys
path, *command = sys.argv[1:]
with open(path, "rb") as photo:
    child = subprocess.Popen(command, stdin=photo, stdout=subprocess.DEVNULL)
_, status, used = os.wait4(child.pid, 0)
print(json.dumps([status, (used.ru_utime + used.ru_stime) * 1000, used.ru_maxrss / 1024]))
"""
"""Starts and measures one child. It is small itself, because Linux counts the starter's memory towards the child's peak."""

CHILDREN: Final = {"start": ("-I", "-c", START), "darkroom": ("-I", str(DARKROOM)), "usual": ("-I", "-c", USUAL)}


def draw() -> bytes:
    """A sky with grain, 2.6 MB as a JPEG of quality 88, to be turned a quarter (orientation 6)."""
    sky = Image.linear_gradient("L").resize((WIDTH, HEIGHT))
    grain = Image.effect_noise((WIDTH // 2, HEIGHT // 2), 25).resize((WIDTH, HEIGHT), Image.Resampling.BICUBIC)
    warm, cool = (
        sky.point([96 + shade // 4 for shade in range(256)]),
        sky.point([150 - shade // 4 for shade in range(256)]),
    )
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    exif.get_ifd(ExifTags.IFD.GPSInfo).update({1: "S", 2: (2.0, 59.0, 27.0), 3: "E", 4: (104.0, 45.0, 24.0)})
    file = BytesIO()
    picture = Image.merge("YCbCr", (Image.blend(sky, grain, 0.4), warm, cool))
    picture.save(file, "JPEG", quality=88, exif=exif)
    return file.getvalue()


def measure(photo: Path, child: tuple[str, ...]) -> tuple[float, float]:
    """CPU milliseconds and peak memory in MiB of a child that reads the photo."""
    command = [sys.executable, "-I", "-S", "-c", LAUNCH, str(photo), sys.executable, *child]
    launched = subprocess.run(command, check=True, capture_output=True)  # noqa: S603  # our own programs
    status, milliseconds, peak = json.loads(launched.stdout)
    if status:
        raise RuntimeError(f"a child ended with {status}")
    return milliseconds, peak


@bench("photos", "CPU and memory of developing a 12-megapixel photo, against the usual way")
def run(bench: Bench) -> None:
    """`ms` leaves out the start of Python and Pillow, `with_start_ms` is the whole child; the ratios likewise."""
    photo = bench.instance / "photo.jpg"
    photo.write_bytes(draw())
    developed = develop(photo)
    if (developed.width, developed.height, developed.gps_present) != (HEIGHT, WIDTH, True):
        raise RuntimeError("the darkroom did not see the photo that was drawn")

    spent: dict[str, list[float]] = {name: [] for name in CHILDREN}
    peaks = dict.fromkeys(CHILDREN, 0.0)
    for _ in range(5 if bench.quick else 15):
        for name, child in CHILDREN.items():
            milliseconds, peak = measure(photo, child)
            spent[name].append(milliseconds)
            peaks[name] = max(peaks[name], peak)
    whole = Race(spent)
    start = median(spent["start"])
    work = Race({name: [one - start for one in spent[name]] for name in ("darkroom", "usual")})

    bench.row("12-megapixel JPEG", "darkroom", "usual", "times less")
    for label, race in (("CPU ms", work), ("CPU ms with the start of the child", whole)):
        bench.row(label, race.median("darkroom"), race.median("usual"), race.ratio("usual", "darkroom"))
    bench.row("peak memory, MiB", peaks["darkroom"], peaks["usual"], peaks["usual"] / peaks["darkroom"])
    bench.row("start of the child, CPU ms", start, start, 1.0)

    bench.figure("photo_ms", work.median("darkroom"), "ms")
    bench.figure("photo_with_start_ms", whole.median("darkroom"), "ms")
    bench.figure("photo_usual_ms", work.median("usual"), "ms")
    bench.figure("photo_speedup_vs_usual", work.ratio("usual", "darkroom"), "x")
    bench.figure("photo_speedup_with_start", whole.ratio("usual", "darkroom"), "x")
    bench.figure("photo_peak_mib", peaks["darkroom"], "MiB")
    bench.figure("photo_peak_share_of_usual", peaks["darkroom"] / peaks["usual"], "x")
    bench.figure("photo_bytes", len(developed.large) + len(developed.small), "bytes")
