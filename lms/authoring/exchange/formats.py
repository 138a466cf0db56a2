"""The formats questions are exchanged in: one row each. `events` reads a file whatever it is."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import PurePath
from typing import Final

from markupsafe import Markup

from lms.authoring.exchange import table
from lms.authoring.exchange.found import LARGEST_FILE, Event, broken
from lms.authoring.exchange.gift import reader as gift_reader
from lms.authoring.exchange.gift import writer as gift_writer
from lms.authoring.exchange.judge import FALSE, TRUE
from lms.authoring.exchange.moodle import reader as moodle_reader
from lms.authoring.exchange.moodle import writer as moodle_writer
from lms.authoring.exchange.written import Written
from lms.catalog.bank import Difficulty, Option, Question, QuestionKind
from lms.catalog.keys import ALL, NONE
from lms.kit.registry import Registry
from lms.kit.words import N_


@dataclass(frozen=True, slots=True)
class Format:
    """`read` finds the questions of a file of at most LARGEST_FILE bytes; `write` takes a module's key for its folders.

    The first of `endings` is that of the files it writes.
    """

    title: str
    endings: tuple[str, ...]
    media_type: str
    read: Callable[[bytes], Iterator[Event]]
    write: Callable[[Iterable[Question], str], Written]


FORMATS: Final[Registry[Format]] = Registry("Format")
FORMATS.add("gift", Format("GIFT", (".gift", ".txt"), "text/plain", gift_reader.read, gift_writer.write))
FORMATS.add("xml", Format("Moodle XML", (".xml",), "application/xml", moodle_reader.read, moodle_writer.write))
FORMATS.add("csv", Format("CSV", (".csv",), "text/csv", table.read, table.write))


def events(name: str, content: bytes) -> Iterator[Event]:
    """The questions of a file called `name`, whose ending says how it is written. Never raises."""
    ending = PurePath(name).suffix.lower()
    chosen = next((row for row in FORMATS.values() if ending in row.endings), None)
    if chosen is None:
        known = ", ".join(ending for row in FORMATS.values() for ending in row.endings)
        yield broken(1, N_("The ending of the file says nothing to us; there are %(endings)s."), {"endings": known})
    elif len(content) > LARGEST_FILE:
        sentence = N_("The file has more than %(most)s million bytes. Divide it.")
        yield broken(1, sentence, {"most": LARGEST_FILE // 1_000_000})
    elif b"\0" in content:
        line = content.count(b"\n", 0, content.index(b"\0")) + 1
        yield broken(line, N_("This is not plain text, or text in UTF-16. Save it as UTF-8 and send it again."))
    else:
        yield from chosen.read(content)


def template(lesson: str, competency: str) -> str:
    """Our table with one question of each kind that needs no picture, to be written over."""
    return table.write((_example(kind, lesson, competency) for kind in _EXAMPLES), "").text


_EXAMPLES: Final = {
    QuestionKind.SINGLE: (
        "Berapa kata paling banyak dalam sebuah lead?",
        (
            Option("", "35 kata", ALL, "Tepat: satu tarikan napas."),
            Option("", "60 kata", NONE, "Terlalu panjang untuk dibaca di ponsel."),
            Option("", "Tidak ada batasnya", NONE, "Tanpa batas, kabar pokok mudah tenggelam."),
        ),
        "Lead paling panjang 35 kata supaya kabar pokok langsung terbaca.",
    ),
    QuestionKind.MULTIPLE: (
        "Keterangan mana yang harus ada di lead kabar air mati? Pilih semua yang tepat.",
        (
            Option("", "Hari dan jam", Decimal(50), "Ya. Warga perlu menampung air sebelum jam itu."),
            Option("", "Wilayah yang terdampak", Decimal(50), "Ya. Warga tahu apakah rumahnya terkena."),
            Option("", "Nama pejabat yang meresmikan", Decimal(-50), "Itu boleh ada, tetapi di bawah."),
        ),
        "Lead menjawab kapan, di mana, dan apa yang bisa dilakukan warga.",
    ),
    QuestionKind.TRUE_FALSE: (
        "Paragraf terakhir piramida terbalik boleh dipotong.",
        (
            Option("", TRUE, ALL, "Betul. Itulah uji potong."),
            Option("", FALSE, NONE, "Ingat bentuknya: yang paling ringan ada di bawah."),
        ),
        "Makin ke bawah, isi makin ringan sehingga aman dipotong.",
    ),
    QuestionKind.MATCH: (
        "Pasangkan bagian berita dengan isinya.",
        (
            Option("", "Lead", NONE, "Lead menjawab pertanyaan terpenting.", match="kabar pokok"),
            Option("", "Tubuh", NONE, "Tubuh menjelaskan lead.", match="rincian"),
            Option("", "", NONE, "", match="ucapan terima kasih"),
        ),
        "Lead memuat kabar pokok, tubuh memuat rincian.",
    ),
    QuestionKind.ORDER: (
        "Urutkan dari yang terpenting.",
        (
            Option("", "Apa yang terjadi dan di mana", NONE, ""),
            Option("", "Mengapa dan bagaimana", NONE, ""),
            Option("", "Latar belakang", NONE, ""),
        ),
        "Piramida terbalik berjalan dari yang terpenting ke yang paling ringan.",
    ),
    QuestionKind.SHORT: (
        "Apa nama susunan berita yang mendahulukan hal terpenting?",
        (
            Option("", "piramida terbalik", ALL, "Tepat."),
            Option("", "piramid*", Decimal(50), "Hampir. Sebutkan juga arahnya."),
        ),
        "Susunan itu disebut piramida terbalik.",
    ),
    QuestionKind.NUMBER: (
        "Sebanyak 38 dari 500 pengikut menyukai unggahan. Berapa persen?",
        (Option("", "7.6", ALL, "Tepat: 38 dibagi 500.", tolerance=Decimal("0.05")),),
        "38 : 500 × 100 = 7,6 persen.",
    ),
    QuestionKind.ESSAY: (
        "Tulis ulang lead unggahan terakhir kantor Anda.",
        (),
        "Bandingkan dengan lead semula: apa yang kini lebih cepat terbaca?",
    ),
}


def _example(kind: QuestionKind, lesson: str, competency: str) -> Question:
    text, options, explanation = _EXAMPLES[kind]
    return Question(
        id=f"{lesson}/contoh-{kind.value.replace('_', '-')}",
        lesson=lesson,
        kind=kind,
        difficulty=Difficulty.EASY,
        competency=competency,
        text=text,
        html=Markup(),
        options=options,
        explanation=explanation,
        otherwise="Baca lagi bagian susunan berita." if kind is QuestionKind.SHORT else "",
        unit="persen" if kind is QuestionKind.NUMBER else "",
    )
