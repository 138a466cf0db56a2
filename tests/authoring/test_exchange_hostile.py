"""Files that mean harm, or are only broken: a sentence each, nothing half-imported, in a bounded time and memory."""

import subprocess
import sys
import time
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.authoring.exchange.formats import FORMATS, events
from lms.authoring.exchange.found import LARGEST_FILE, LONGEST_QUESTION
from lms.authoring.exchange.shelf import Delivery, taken_in
from tests.authoring.banks import SHELF, STUMBLES

SOUND = "Apakah benar? {T}\n\n"
QUIZ = '<?xml version="1.0"?>\n<quiz>\n{}\n</quiz>\n'
ESSAY = '<question type="essay"><questiontext format="html"><text>{}</text></questiontext></question>'
HEAD = "kind;text;answer_1;score_1;answer_2;score_2\n"


def brought(name: str, content: bytes | str) -> Delivery:
    return taken_in(events(name, content if isinstance(content, bytes) else content.encode()), SHELF, "lead")


def sentences(delivery: Delivery) -> list[str]:
    return [f"{row.line}: {row.reason.msgid % row.reason.params}" for row in delivery.rejected]


WHOLE = [
    ("bank.txt", "Apa kabar? {}\n\nJurnalisme \u201dwarga\u201d {}".encode("cp1252"), 3, "UTF-8"),
    ("bank.txt", f"{SOUND}Lead {{}}".encode("utf-16"), 1, "UTF-16"),
    ("bank.gift", SOUND.encode() + b"a\0b {T}", 3, "not plain text"),
    ("bank.gift", b"a" * (LARGEST_FILE + 1), 1, "20 million"),
    ("bank.gift", b"", 1, "no question"),
    ("bank.gift", b"\n\n// nothing\n", 1, "no question"),
    ("bank.docx", b"PK\x03\x04", 1, "ending"),
    ("bank", b"", 1, "ending"),
    ("bank.xml", "<quiz><question", 1, "broken here"),
    ("bank.xml", QUIZ.format(ESSAY.format("Sah") + "\n<question>"), 5, "broken here"),
    ("bank.xml", "<html><quiz/></html>", 1, "begins with <html>"),
    ("bank.xml", '<!DOCTYPE quiz [<!ENTITY a "b">]>\n<quiz/>', 1, "entities"),
    ("bank.xml", '<?xml version="1.0"?>\n<!DOCTYPE quiz SYSTEM "http://example.org/x.dtd">\n<quiz/>', 2, "entities"),
    ("bank.xml", QUIZ.format(ESSAY.format("Sah") + ESSAY.format("&rahasia;")), 3, "broken here"),
    ("bank.xml", '<?xml version="1.0" encoding="utf-7"?><quiz/>', 1, "encoding"),
    ("bank.xml", '<?xml version="1.0" encoding="no-such"?><quiz/>', 1, ""),
    ("bank.xml", QUIZ.format(ESSAY.format("caf\xe9")).encode("latin-1"), 3, "UTF-8"),
    ("bank.xml", QUIZ.format(f'<question type="essay">{"<a>" * 50_000}{"</a>" * 50_000}</question>'), 3, "are open"),
    ("bank.gift", b"\n" * 1_000_001, 1_000_001, "lines"),
    ("bank.csv", "pertanyaan;jawaban\nApa?;Ya\n", 1, "no column"),
    ("bank.csv", "text;answer_1\nApa?;Ya\n", 1, "kind"),
    ("bank.csv", "kind;kind;text\n", 1, "twice"),
    ("bank.csv", f'{HEAD}essay;"Tidak pernah ditutup\nessay;Sah\n', 2, "not closed"),
    ("bank.csv", f'{HEAD}essay;"a"b\n', 2, "not closed"),
    ("bank.csv", HEAD.encode() + "essay;\u201cApa kabar?\u201d\n".encode("cp1252"), 2, "UTF-8"),
    ("bank.csv", f"{HEAD}essay;{'a' * 200_000}\n", 2, "not closed"),
    ("bank.csv", f"{HEAD}essay;{'a' * 500_000}\n", 2, "longer than"),
]


@pytest.mark.parametrize(("name", "content", "line", "word"), WHOLE)
def test_a_broken_file_brings_nothing_and_says_why(name: str, content: bytes | str, line: int, word: str) -> None:
    delivery = brought(name, content)
    assert delivery.questions == ()
    (sentence,) = sentences(delivery)
    assert sentence.startswith(f"{line}: "), sentence
    assert word in sentence


ONE = [
    ("bank.gift", "Lihat \\qubah {T}\n", "means nothing in GIFT"),
    ("bank.gift", "Ujung {T}\\\n", "means nothing in GIFT"),
    ("bank.gift", "Buka { =a\n", "never closed"),
    ("bank.gift", "Tutup } =a\n", "no opening one"),
    ("bank.gift", "Dua {T} dan {F}\n", "more braces"),
    ("bank.gift", "Dua {{T}}\n", "more braces"),
    ("bank.gift", f"Banyak {{{'~%1%a' * 3000}}}\n", "3000 options"),
    ("bank.gift", f"Banyak {{{'=a' * 3000}}}\n", "3000 options"),
    ("bank.gift", f"{'a' * (LONGEST_QUESTION + 1)} {{T}}\n", "longer than"),
    ("bank.gift", f"{'a' * 5_000_000}\n", "longer than"),
    ("bank.gift", "Tanda \x07 {T}\n", "U+0007"),
    ("bank.gift", "Angka {#}\n", "no number"),
    ("bank.gift", "Angka {#1e999999999}\n", "no number we can use"),
    ("bank.gift", "Angka {#nan}\n", "no number we can use"),
    ("bank.gift", "Angka {#7,6}\n", "no number we can use"),
    ("bank.gift", "Angka {#1:-1}\n", "cannot be a tolerance"),
    ("bank.gift", "Pilih {~a ~b}\n", "No option is right"),
    ("bank.gift", "Pilih {~%30%a ~%30%b}\n", "add up to 60"),
    ("bank.gift", "Pilih {=a =b ~c}\n", "wholly right"),
    ("bank.gift", "Pilih {=a ~%200%b}\n", "A weight is 200"),
    ("bank.gift", "Pilih {sebelum =a ~b}\n", "stands before the first answer"),
    ("bank.gift", "Pilih {=a ~}\n", "no text"),
    ("bank.gift", "Pasang {=a -> b =c}\n", "no arrow"),
    ("bank.gift", "Pasang {=a -> b}\n", "at least two"),
    ("bank.gift", "Pasang {=a -> b =c -> b}\n", "All right sides"),
    ("bank.gift", "Isi {=*}\n", "any answer"),
    ("bank.gift", "{T}\n", "no text"),
    ("bank.gift", "Hanya keterangan.\n", "description"),
    ("bank.gift", "[markdown]<script>alert(1)</script> {T}\n", "HTML"),
    ("bank.gift", "[markdown][sini](01-lead.md) {T}\n", "leads nowhere"),
    ("bank.gift", "[markdown]![x](https://x.id/y.png) {T}\n", "shows a picture"),
    ("bank.xml", QUIZ.format('<question type="cloze"><name><text>Isian</text></name></question>'), "“cloze”"),
    ("bank.xml", QUIZ.format('<question type="ddimageortext"/>'), "“ddimageortext”"),
    ("bank.xml", QUIZ.format("<question/>"), "“”"),
    ("bank.xml", QUIZ.format(ESSAY.format("a" * (LONGEST_QUESTION + 1))), "longer than"),
    ("bank.xml", QUIZ.format(f'<question type="multichoice">{"<answer/>" * 5000}</question>'), "elements"),
    ("bank.xml", QUIZ.format(ESSAY.format("\x85")), "U+0085"),
    ("bank.csv", f"{HEAD}tebak;Apa?\n", "no kind of question"),
    ("bank.csv", f"{HEAD}essay;Apa?;x\n", "no options"),
    ("bank.csv", f"{HEAD}single;Apa?;Ya;x;Tidak;x\n", "wholly right"),
    ("bank.csv", f"{HEAD}essay;Apa?;;;;;lebih\n", "more cells"),
    ("bank.csv", "kind,text,image\nhotspot,Ketuk,images/tidak-ada.png\n", "no picture"),
]


@pytest.mark.parametrize(("name", "content", "word"), ONE)
def test_a_broken_question_stays_outside_and_its_neighbours_come_in(name: str, content: str, word: str) -> None:
    delivery = brought(name, content)
    assert delivery.questions == ()
    (sentence,) = sentences(delivery)
    assert word in sentence, sentence
    if name.endswith(".gift"):
        assert len(brought(name, f"{SOUND}{content}\nSatu lagi {{}}\n").questions) == 2


def test_the_line_of_a_broken_escape_is_its_own() -> None:
    delivery = brought("bank.gift", f"{SOUND}// catatan\n::Judul::\nLihat\n// lagi\n\\qubah {{T}}\n")
    assert [row.line for row in delivery.rejected] == [7]


TRAPS = [
    ("gift", "x" + "\\:" * 40_000 + "{T}\n"),
    ("gift", "[html]" + "<b>" * 30_000 + "{T}\n"),
    ("gift", "[html]" + "<!-- " * 19_000 + "{T}\n"),
    ("gift", "[html]" + "<b><p>" * 15_000 + "{T}\n"),
    ("gift", "[html]" + "<ul><li>" * 12_000 + "{T}\n"),
    ("gift", "[html]" + "<a href\\=x " * 8_000 + "{T}\n"),
    ("gift", "[html]" + "<a href\\='https\\://x.id/'>" * 3_500 + "{T}\n"),
    ("gift", "[html]" + "&" * 90_000 + "{T}\n"),
    ("gift", "[plain]" + "_" * 90_000 + "{T}\n"),
    ("gift", "[plain]" + "_a" * 45_000 + "{T}\n"),
    ("gift", "[plain]" + "<" * 90_000 + "{T}\n"),
    ("gift", "[plain]" + "`" * 90_000 + "{T}\n"),
    ("gift", "[plain]" + " " * 90_000 + "\\n{T}\n"),
    ("gift", "x{=" + "%" * 90_000 + "}\n"),
    ("gift", "x{=a#" + "[" * 90_000 + "}\n"),
    ("gift", "::" * 45_000 + "\n"),
    ("gift", "// " + "[tag:" * 18_000 + "\nx{T}\n"),
    ("gift", "// " + "[tag:\\" * 15_000 + "\nx{T}\n"),
    ("csv", HEAD + "essay;" + "'" * 90_000 + "\n"),
]


@pytest.mark.parametrize(("name", "content"), TRAPS)
def test_no_text_takes_long(name: str, content: str) -> None:
    started = time.process_time()
    brought(f"bank.{name}", content)
    assert time.process_time() - started < 2


def test_twenty_megabytes_of_tiny_questions_are_too_many() -> None:
    tracemalloc.start()
    delivery = brought("bank.gift", b"a{}\n\n" * (LARGEST_FILE // 5))
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert [sentence for sentence in sentences(delivery) if "more than 20000" in sentence]
    assert peak < 150_000_000


LIMITED = """
import resource, sys
resource.setrlimit(resource.RLIMIT_AS, (400_000_000, 400_000_000))
from lms.authoring.exchange.formats import events
from lms.authoring.exchange.shelf import Shelf, taken_in
content = eval(sys.argv[2])
delivery = taken_in(events(sys.argv[1], content), Shelf({"lead": ("J3",)}, ("J3",)), "lead")
print(len(delivery.questions), len(delivery.rejected))
"""


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.gift", 'b"a" * 20_000_000'),
        ("a.gift", '("😀" * 5_000_000).encode()'),
        ("a.gift", 'b"\\r" * 20_000_000'),
        ("a.xml", 'b"<quiz>" + b"<a>" * 6_000_000'),
        ("a.xml", 'b"<quiz><question><text>" + b"x" * 19_000_000 + b"</text></question></quiz>"'),
        ("a.xml", 'b"<quiz><question a=\'" + b"x" * 19_000_000 + b"\'/></quiz>"'),
        ("a.xml", 'b"<quiz><question><file>" + b"x" * 19_000_000 + b"</file></question></quiz>"'),
        ("a.csv", 'b"kind;text\\n" + b";" * 19_000_000'),
        ("a.csv", "b'kind;text\\n\"' + b'x\\n' * 9_000_000"),
    ],
)
def test_the_largest_files_fit_into_little_memory(name: str, content: str) -> None:
    asked = [sys.executable, "-c", LIMITED, name, content]
    done = subprocess.run(asked, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stdout.startswith("0 ")


NOISE = st.binary(max_size=400) | st.lists(
    st.sampled_from(
        [*STUMBLES, "{", "}", "<question type='", "multichoice'>", "</question>", "<text>", "single", "\n"]
    ),
    max_size=40,
).map(lambda pieces: "".join(pieces).encode())


@settings(max_examples=500, deadline=None)
@given(name=st.sampled_from(list(FORMATS)), noise=NOISE)
def test_no_bytes_raise(name: str, noise: bytes) -> None:
    content = {"gift": noise, "xml": b"<quiz>" + noise + b"</quiz>", "csv": b"kind;text;answer_1\n" + noise}[name]
    for given_bytes in (noise, content):
        delivery = brought(f"bank.{name}", given_bytes)
        assert delivery.questions or delivery.rejected
