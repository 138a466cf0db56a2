"""Parts as authors write them: what becomes of them, and every slip as a sentence with the line of the lesson."""

import pytest

from lms.catalog.pack import Image, Lesson, Passage, Term
from lms.catalog.parts import PARTS, Part
from lms.catalog.parts.check import Check
from lms.catalog.parts.checklist import Checklist
from lms.catalog.parts.compare import Compare
from lms.catalog.parts.crop import Crop, Frame
from lms.catalog.parts.exposure import APERTURES, ISOS, LIGHTS, SHUTTERS, Exposure, Goal, Scene
from lms.catalog.parts.find_error import FindError, Slip, Stretch
from lms.catalog.parts.reveal import Reveal
from lms.catalog.parts.sort import Sort
from lms.catalog.proof import Proof
from lms.catalog.prose import CARD, MAX_BYTES, Prose, read_lesson
from lms.config import resource
from lms.kit.words import Bilingual

FRONT = """\
---
title: Lead yang baik
title_en: A good lead
unit: A2
minutes: 20
objectives: [Menulis lead., Menyunting lead.]
objectives_en: [Write a lead., Edit a lead.]
requires: [news]
competencies: [J3]
card: >-
  *Lead* dalam empat langkah. Tulis kabar terpenting lebih dahulu, paling panjang 35 kata, lalu jawab apa, siapa, kapan,
  dan di mana. Hapus pujian dan kata pembuka. Bacakan keras-keras: tersendat berarti terlalu panjang. Terakhir, minta satu
  orang dari luar kantor membacanya. _Pelatihan_
sources:
  - "UU 14/2008, Pasal 9: [JDIH](https://jdih.example.go.id/uu-14-2008)"
---
"""
OPENING = FRONT.count("\n") + 1
"""The line of the file on which the body begins."""
IMAGES = {
    "a.webp": Image(b"", "image/webp", 800, 600),
    "b.webp": Image(b"", "image/webp", 800, 600),
    "tall.webp": Image(b"", "image/webp", 600, 800),
}
TERMS = {key: Term(key, key.title(), "Artinya.", ()) for key in ("lead", "teras")}


class Desk:
    """Reads one lesson, and keeps what was noted about it."""

    def __init__(self, text: str | bytes) -> None:
        proof = Proof()
        paths = ["lessons/01-news.md", "lessons/02-lead.md"]
        self.prose = Prose(proof, "m", "e1", IMAGES, paths, TERMS)
        content = text if isinstance(text, bytes) else text.encode()
        self.lesson = read_lesson(proof, "m", "lessons/02-lead.md", content, self.prose, ["J3"], [])
        self.errors = [str(error).removeprefix("m/lessons/02-lead.md:") for error in proof.errors()]

    @property
    def read(self) -> Lesson:
        assert self.lesson
        assert not self.errors
        return self.lesson


def part(body: str) -> Part:
    (only,) = Desk(FRONT + body).read.blocks
    assert not isinstance(only, Passage)
    return only


def errors(body: str) -> list[str]:
    """As "<line of the body>: sentence"."""
    numbered = (error.partition(": ") for error in Desk(FRONT + body).errors)
    return [f"{int(line) - OPENING + 1}: {sentence}" for line, _, sentence in numbered]


# --- the lesson ------------------------------------------------------------------------------------------------------


def test_a_lesson_says_everything_of_its_front_matter() -> None:
    lesson = Desk(FRONT + "Teks.").read
    assert (lesson.key, lesson.unit, lesson.minutes) == ("m/lead", "A2", 20)
    assert (lesson.title, lesson.title.en) == ("Lead yang baik", "A good lead")
    assert [(one, one.en) for one in lesson.objectives] == [
        ("Menulis lead.", "Write a lead."),
        ("Menyunting lead.", "Edit a lead."),
    ]
    assert lesson.requires == ("m/news",)
    assert lesson.card.endswith("_Pelatihan_")
    assert lesson.sources == (
        'UU 14/2008, Pasal 9: <a href="https://jdih.example.go.id/uu-14-2008" rel="noopener noreferrer">JDIH</a>',
    )


def test_blocks_are_numbered_in_the_order_of_reading() -> None:
    body = "Satu [lead](istilah:lead).\n\n## Dua\n\n```reveal\ntitle: T\ntext: U\n```\n\n- a\n- b\n\n```\nkode\n```\n"
    lesson = Desk(FRONT + body).read
    assert [(block.number, block.kind, block.plain) for block in lesson.blocks] == [
        (1, "passage", "Satu lead."),
        (2, "passage", "Dua"),
        (3, "reveal", "T\nU"),
        (4, "passage", "a\nb"),
        (5, "passage", "kode"),
    ]
    assert [block.heading for block in lesson.blocks if isinstance(block, Passage)] == [0, 2, 0, 0]
    assert lesson.words == 6  # the words of parts are not running text


def test_terms_are_those_that_the_lesson_and_its_parts_link_from_a_to_z() -> None:
    body = "```reveal\ntitle: T\ntext: '[teras](istilah:teras)'\n```\n\n[lead](istilah:lead), [teras](istilah:teras)\n"
    lesson = Desk(FRONT + body).read
    assert [term.key for term in lesson.terms] == ["lead", "teras"]
    assert isinstance(lesson.blocks[0], Reveal)
    assert 'href="#istilah-teras"' in lesson.blocks[0].text.html


def test_windows_line_ends_and_a_byte_order_mark_change_nothing() -> None:
    body = "Satu\n\n```reveal\ntitle: T\ntext: |\n  U\n\n  V\n```\n"
    windows = b"\xef\xbb\xbf" + (FRONT + body).replace("\n", "\r\n").encode()
    assert Desk(windows).read == Desk(FRONT + body).read


def test_a_lesson_as_long_as_a_book_is_refused_unread() -> None:
    desk = Desk((FRONT + "[" * 5_000_000).encode())
    assert desk.lesson is None
    assert desk.errors == ["1: The lesson has 5001 kB of text; a lesson has at most 200 kB. Divide it."]
    assert MAX_BYTES == 200_000


@pytest.mark.parametrize(
    ("old", "new", "error"),
    [
        ("[Write a lead., Edit a lead.]", "[Write.]", "7: Objectives: 2, but in English 1; write one in English for each."),
        ("objectives: [Menulis lead., Menyunting lead.]\n", "", '2: "objectives" is missing; add a line like objectives: …'),
        ("[J3]", "[J9]", '9: Unknown competency "J9"; there are: J3.'),
        ("Pasal 9: [JDIH](", "Pasal 9: [JDIH](x", '15: The link "xhttps://jdih.example.go.id/uu-14-2008" leads nowhere; write an address with https://, or the file name of a lesson like 01-lead.md.'),
        ("satu\n  orang", "[satu](x)\n  orang", "10: The card is for WhatsApp, which knows no [words](address): write the address itself."),
        ("sources:\n", "sources: x\nold:\n", '14: "sources" should be a list, not "x".'),
    ],
)  # fmt: skip
def test_slips_in_the_front_matter_are_named(old: str, new: str, error: str) -> None:
    assert old in FRONT
    assert error in Desk(FRONT.replace(old, new) + "Teks.").errors


@pytest.mark.parametrize("length", [CARD[0] - 1, CARD[1] + 1])
def test_a_card_has_room_for_what_a_phone_shows(length: int) -> None:
    head, _, rest = FRONT.partition("card: >-\n")
    card = f"card: {'x' * length}\nsources:" + rest.partition("sources:")[2]
    assert Desk(head + card + "Teks.").errors == [
        f"10: The card has {length} characters; it should have from 250 to 700."
    ]


def test_untranslated_titles_stay_indonesian() -> None:
    bare = FRONT.replace("title_en: A good lead\n", "").replace("objectives_en: [Write a lead., Edit a lead.]\n", "")
    lesson = Desk(bare + "Teks.").read
    assert lesson.title == Bilingual("Lead yang baik")
    assert [one.en for one in lesson.objectives] == ["", ""]


# --- what becomes of each part ---------------------------------------------------------------------------------------

CHECK = """\
```check
question: Mana **lead**?
options:
  - {text: "*Satu*", correct: true, feedback: Tepat.}
  - {text: Dua, feedback: Belum.}
explanation: |
  Karena satu.

  Dan satu.
```
"""
COMPARE = """\
```compare
before: {image: images/a.webp, alt: Gelap, caption: "Sebelum: gelap"}
after: {image: images/b.webp, alt: Terang, caption: "Sesudah: terang"}
caption: Geser.
```
"""
SORT = """\
```sort
task: Susun.
items:
  - {text: Satu, why: Pertama.}
  - {text: Dua, why: Kedua.}
  - {text: Tiga, why: Ketiga.}
explanation: Begitu.
```
"""
FIND = """\
```find-error
task: Temukan.
text: |
  Walikota {{Palembng|Palembang|Salah ketik.}} datang {{tadi malam||Tidak perlu.}}

  {{Warga|Ratusan warga|Sebut jumlahnya.}} pulang.
explanation: Tiga.
```
"""
CROP = """\
```crop
task: Potong.
image: images/a.webp
alt: Pasar
ratio: "1:1"
subject: {x: 50, y: 50}
explanation: Sepertiga.
```
"""
EXPOSURE = """\
```exposure
task: Bekukan.
scene: river-dusk
goal: freeze
explanation: Rana cepat.
```
"""
REVEAL = """\
```reveal
title: Lihat
text: |
  Satu

  ![Pasar](images/a.webp)
```
"""
CHECKLIST = """\
```checklist
title: Sebelum
items: [Satu *dua*, Tiga]
```
"""
ALL = {
    "check": CHECK,
    "compare": COMPARE,
    "sort": SORT,
    "find-error": FIND,
    "crop": CROP,
    "exposure": EXPOSURE,
    "reveal": REVEAL,
    "checklist": CHECKLIST,
}


@pytest.mark.parametrize("kind", PARTS)
def test_every_kind_is_read_and_has_what_shows_it(kind: str) -> None:
    assert part(ALL[kind]).kind == kind
    assert (resource("templates") / "parts" / f"{kind}.html").is_file()
    assert (resource("static") / "parts" / f"{kind}.js").is_file() or kind == "reveal"  # which needs none


def test_a_check_asks_for_one_or_for_all() -> None:
    one = part(CHECK)
    assert isinstance(one, Check)
    assert not one.several
    assert one.answers[0].text.html == "<em>Satu</em>"
    assert [answer.correct for answer in one.answers] == [True, False]
    assert one.explanation.html == "<p>Karena satu.</p>\n<p>Dan satu.</p>"
    assert one.plain == "Mana lead?\nSatu\nDua\nKarena satu.\nDan satu."
    both = part(CHECK.replace("Dua, ", "Dua, correct: true, "))
    assert isinstance(both, Check)
    assert both.several


def test_a_comparison_has_two_pictures_with_their_sizes() -> None:
    both = part(COMPARE)
    assert isinstance(both, Compare)
    assert (both.before.shot.src, both.before.shot.alt) == ("/courses/m/images/a.webp?v=e1", "Gelap")
    assert (both.after.shot.width, both.after.shot.height) == (800, 600)
    assert both.plain == "Geser.\nSebelum: gelap\nSesudah: terang"


def test_items_to_sort_keep_the_order_of_the_pack() -> None:
    sort = part(SORT)
    assert isinstance(sort, Sort)
    assert [(item.text.plain, item.why.plain) for item in sort.items] == [
        ("Satu", "Pertama."),
        ("Dua", "Kedua."),
        ("Tiga", "Ketiga."),
    ]


def test_errors_to_find_are_cut_out_of_their_text() -> None:
    found = part(FIND)
    assert isinstance(found, FindError)
    first, second, third = found.slips
    assert first == Slip(1, "Palembng", "Palembang", "Salah ketik.")
    assert (second.right, third.number) == ("", 3)
    assert found.paragraphs[0][:2] == (Stretch("Walikota "), Stretch("Palembng", first))
    assert len(found.paragraphs) == 2
    assert "Palembang" in found.plain
    assert "Palembng" not in found.plain


@pytest.mark.parametrize(
    ("ratio", "place", "image", "frame"),
    [
        ("1:1", (50, 50), "a", Frame(31.2, 25.0, 56.2, 75.0)),
        ("4:5", (62, 48), "a", Frame(47.0, 26.0, 45.0, 66.0)),
        ("16:9", (30, 40), "a", Frame(0.0, 15.0, 90.0, 75.0)),
        ("9:16", (50, 50), "tall", Frame(0.0, 0.0, 56.2, 75.0)),
    ],
)
def test_the_answer_to_a_crop_is_the_largest_frame_with_its_subject_where_two_lines_cross(
    ratio: str, place: tuple[int, int], image: str, frame: Frame
) -> None:
    x, y = place
    crop = part(
        CROP.replace("1:1", ratio).replace("x: 50, y: 50", f"x: {x}, y: {y}").replace("a.webp", f"{image}.webp")
    )
    assert isinstance(crop, Crop)
    found = crop.frame
    across = [found.left + found.width * part / 3 for part in (1, 2)]
    down = [found.top + found.height * part / 3 for part in (1, 2)]
    assert min(abs(x - line) for line in across) < 0.2
    assert min(abs(y - line) for line in down) < 0.2
    wide, tall = (int(number) for number in ratio.split(":"))
    assert found.width * crop.shot.width / (found.height * crop.shot.height) == pytest.approx(wide / tall, rel=0.01)
    assert found.left + found.width <= 100.1
    assert found.top + found.height <= 100.1
    assert found.width >= frame.width - 0.1


@pytest.mark.parametrize("scene", Scene)
@pytest.mark.parametrize("goal", Goal)
def test_every_goal_can_be_reached_in_every_light(scene: Scene, goal: Goal) -> None:
    camera = part(EXPOSURE.replace("river-dusk", scene).replace("freeze", goal))
    assert isinstance(camera, Exposure)
    iso, shutter, aperture = (
        ISOS.index(camera.example.iso),
        SHUTTERS.index(camera.example.shutter),
        APERTURES.index(camera.example.aperture),
    )
    light = LIGHTS[scene]
    assert iso + shutter - aperture == light.steps
    assert shutter <= light.still if goal is Goal.FREEZE else shutter >= light.streak


def test_a_reveal_shows_pictures_and_a_checklist_its_lines() -> None:
    reveal, checklist = part(REVEAL), part(CHECKLIST)
    assert isinstance(reveal, Reveal)
    assert '<img src="/courses/m/images/a.webp?v=e1" alt="Pasar"' in reveal.text.html
    assert isinstance(checklist, Checklist)
    assert [item.html for item in checklist.items] == ["Satu <em>dua</em>", "Tiga"]


def test_pictures_of_parts_count_as_shown() -> None:
    desk = Desk(FRONT + COMPARE + "\n" + REVEAL)
    assert desk.prose.shown == {"a.webp", "b.webp"}


# --- slips -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ("x\n\n```chek\na: 1\n```\n", '3: Unknown part "chek"; did you mean "check"?'),
        ("x\n\n```check\nquestion: y\n", '3: The part "check" does not end; write ``` alone on the line below it.'),
        ("```check\n```\n", '1: The part "check" is empty; write its keys between the two lines of ```.'),
        ("- ```sort\n  task: x\n  ```\n", '1: The part "sort" stands inside something else; begin its ``` at the left edge of the lesson.'),
        (REVEAL.replace("Satu", "~~~check\n  x: 1\n  ~~~"), '4: The part "check" stands inside something else; begin its ``` at the left edge of the lesson.'),
        ("\n\n" + CHECK.replace("question", "qestion"), '4: Unknown key "qestion"; did you mean "question"?'),
        (CHECK.replace("options:", "options"), "4: The file cannot be read from here on: could not find expected ':'. Look at the spaces, colons, hyphens and quotes here and just above."),
        (CHECK.replace("correct: true, ", ""), "3: No option is right; write correct: true beside at least one."),
        (CHECK.replace("  - {text: Dua, feedback: Belum.}\n", ""), "3: A check needs at least two options; write one more."),
        (CHECK.replace(", feedback: Belum.", ""), '5: "feedback" is missing; add a line like feedback: …'),
        (CHECK.replace("Dan satu.", "Dan <b>satu</b>."), '9: HTML is not shown: "<b>"; write it in Markdown.'),
        (CHECK.replace("Belum.", "'[a](istilah:leat)'"), '5: Unknown term "leat"; did you mean "lead"?'),
        ("[a](istilah:x)", '1: Unknown term "x"; there are: lead, teras.'),
        (COMPARE.replace("b.webp", "c.webp"), '3: Unknown image "images/c.webp"; did you mean "images/b.webp"?'),
        (COMPARE.replace("b.webp", "tall.webp"), "3: Both pictures should have the same size; these have 800 × 600 and 600 × 800."),
        (COMPARE.replace("alt: Terang, ", ""), '3: "alt" is missing; add a line like alt: …'),
        (SORT.replace("  - {text: Tiga, why: Ketiga.}\n", ""), "3: Items to sort: 2; write at least three."),
        (FIND.replace("|Salah ketik.", ""), '4: Near "{{" an error is not marked like {{wrong|right|why}}, all on one line.'),
        (FIND.replace("jumlahnya.}}", "jumlahnya."), '6: Near "{{" an error is not marked like {{wrong|right|why}}, all on one line.'),
        (FIND.replace("{{", "").replace("}}", ""), "3: Errors in the text: 0; mark at least two like {{wrong|right|why}}."),
        (CROP.replace("1:1", "2:1"), '5: Unknown ratio "2:1"; did you mean "1:1"?'),
        (CROP.replace("x: 50", "x: 2"), "6: No 1:1 frame brings this place to where two lines cross, because it is too near the edge; choose another place or ratio."),
        (CROP.replace("x: 50", "x: 150"), '6: "x" should be from 0 to 100, not 150.'),
        (EXPOSURE.replace("dusk", "dawn"), '3: Unknown scene "river-dawn"; did you mean "river-dusk"?'),
        (EXPOSURE.replace("freeze", "frozen"), '4: Unknown goal "frozen"; did you mean "freeze"?'),
        (REVEAL.replace("![Pasar]", "![]"), '6: The image "images/a.webp" has no alt text; say between the brackets what it shows.'),
        (CHECKLIST.replace(", Tiga", ""), "3: A checklist has at least two items, not 1."),
        (CHECKLIST.replace("items: [Satu *dua*, Tiga]", "items: Satu"), '3: "items" should be a list, not "Satu".'),
    ],
)  # fmt: skip
def test_a_slip_in_a_part_is_a_sentence_with_the_line_of_the_lesson(body: str, error: str) -> None:
    assert error in errors(body)


def test_one_reading_finds_the_slips_of_all_parts() -> None:
    body = "\n".join((CHECK.replace("question", "x"), SORT.replace("task", "y"), EXPOSURE.replace("river", "lake")))
    assert [error.partition(":")[0] for error in errors(body)] == ["2", "2", "13", "13", "23"]
