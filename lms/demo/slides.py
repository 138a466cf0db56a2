"""Carousels for Instagram, 1080 × 1350 pixels: four slides that explain one service of the city. All of it is invented."""

import textwrap
from dataclasses import dataclass
from typing import Final

from PIL import Image, ImageDraw

from lms.demo.brush import Colour, jpeg
from lms.demo.lettering import face

WIDE, HIGH, MARGIN = 1080, 1350, 90


@dataclass(frozen=True, slots=True)
class Carousel:
    """Each slide is (heading, text): at most 25 words together. `ground`, `ink` and `mark` have enough contrast."""

    key: str
    office: str
    ground: Colour
    ink: Colour
    mark: Colour
    slides: tuple[tuple[str, str], ...]


CAROUSELS: Final[dict[str, Carousel]] = {
    carousel.key: carousel
    for carousel in (
        Carousel("akta", "dukcapil", "#641029", "#fff6e6", "#ecc06a", (
            ("Adik baru lahir? Aktanya bisa diurus dari rumah.", "Geser, cuma empat langkah."),
            ("Siapkan tiga berkas", "Surat kelahiran, KK, dan buku nikah orang tua. Foto yang jelas, jangan buram."),
            ("Unggah, lalu tunggu pesan", "Petugas memeriksa pada jam kerja. Kabar datang lewat pesan dari nomor kantor."),
            ("Gratis. Simpan unggahan ini.", "Tanya dulu? Tulis di kolom komentar, jangan kirim NIK di sini."),
        )),
        Carousel("periksa", "dinkes", "#e5f2e7", "#14402b", "#b5852a", (
            ("Umur 15 ke atas, cek tekanan darah gratis.", "Satu jarum kecil? Tidak ada. Cuma manset."),
            ("Kapan?", "Senin sampai Sabtu, pukul 08.00 sampai 11.00, di puskesmas terdekat."),
            ("Bawa apa?", "KTP atau kartu pelajar. Lima menit selesai, hasilnya langsung dijelaskan."),
            ("Ajak satu teman", "Tandai dia. Tanya jadwal puskesmasmu di kolom komentar."),
        )),
        Carousel("sampah", "dlh", "#13303d", "#f4ebdf", "#8fd3a8", (
            ("Botol bekasmu bisa jadi saldo.", "Bank sampah ada di dekat rumah. Begini caranya."),
            ("Pilah dulu", "Plastik, kertas, kaleng. Bilas botolnya supaya tidak berbau."),
            ("Timbang hari Sabtu", "Pukul 08.00 sampai 12.00. Petugas mencatat berat dan nilainya."),
            ("Mulai dari satu kantong", "Balas “bank sampah” untuk tahu titik terdekat."),
        )),
        Carousel("bus", "dishub", "#f8eed7", "#3a2408", "#9f2412", (
            ("Naik bus ke kampus tanpa uang pas.", "Bayar pakai kartu atau ponsel. Geser ya."),
            ("Cari haltenya", "Papan rute ada di setiap halte. Warna garis sama dengan warna bus."),
            ("Tap sekali saat naik", "Ganti bus dalam satu jam? Tidak bayar lagi."),
            ("Simpan rute ini", "Ada halte yang rusak? Laporkan lewat LAPOR! atau komentar di bawah."),
        )),
    )
}  # fmt: skip


def slide(key: str, number: int) -> bytes:
    """Slide `number` (from 1) as a JPEG."""
    carousel = CAROUSELS[key]
    heading, text = carousel.slides[number - 1]
    picture = Image.new("RGB", (WIDE, HIGH), carousel.ground)
    pencil = ImageDraw.Draw(picture)
    _woven(pencil, carousel.mark)
    pencil.text((MARGIN, 130), f"{number}", font=face("ExtraBold", 220), fill=carousel.mark)
    y = 420
    for line in textwrap.wrap(heading, 19):
        pencil.text((MARGIN, y), line, font=face("ExtraBold", 88), fill=carousel.ink)
        y += 108
    y += 40
    for line in textwrap.wrap(text, 33):
        pencil.text((MARGIN, y), line, font=face("Medium", 54), fill=carousel.ink)
        y += 76
    pencil.text((MARGIN, HIGH - 190), f"@{carousel.office}.contoh", font=face("SemiBold", 42), fill=carousel.ink)
    for dot in range(len(carousel.slides)):
        x = WIDE - MARGIN - 40 * (len(carousel.slides) - dot)
        here = carousel.mark if dot == number - 1 else carousel.ink
        pencil.ellipse((x, HIGH - 176, x + 20, HIGH - 156), here if dot == number - 1 else None, here, 3)
    return jpeg(picture)


def _woven(pencil: ImageDraw.ImageDraw, colour: Colour) -> None:
    """A band of bamboo shoots at the foot of the slide, as on songket."""
    for x in range(0, WIDE, 72):
        for step in range(6):
            left, top = x + step * 6, HIGH - 12 - step * 12
            pencil.rectangle((left, top, x + 71 - step * 6, top + 6), colour)
    pencil.rectangle((0, HIGH - 8, WIDE, HIGH), colour)
