"""What somebody has jotted down beside the lessons, by lesson key."""

from collections.abc import Mapping
from typing import Final

JOTTINGS: Final[Mapping[str, str]] = {
    "journalism/lead-and-pyramid": (
        "Lead siaran pers kita minggu lalu 52 kata. Dipangkas jadi 31, dan Bu Melda langsung paham.\n\n"
        "Tanya pelatih: nama kepala dinas boleh di paragraf kedua?"
    ),
    "journalism/interviews-and-quotes": "Baca ulang kutipan ke narasumber lewat telepon sebelum kirim. Catat jamnya.",
    "photography/story-moments": "Besok di posyandu: datang 20 menit lebih awal, lihat dulu dari mana cahaya masuk.",
}
