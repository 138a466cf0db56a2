"""What is wrong with a pack is said as file:line: sentence, everything at once, and nothing else is said."""

from pathlib import Path

import pytest

from lms.catalog.pack import BrokenPack
from tests.catalog.small_pack import FILES, SmallPack

PROGRAMME, COMPETENCIES, PLATFORMS = "programme.yaml", "competencies.yaml", "platforms.yaml"
MODULE, RUBRICS, QUIZ = "news/module.yaml", "news/rubrics.yaml", "news/quizzes/post-test.yaml"
TASK, BANK, EXEMPLAR = (
    "news/assignments/press-release.yaml",
    "news/questions/lead.yaml",
    "news/exemplars/press-release-4.md",
)
LESSON = "news/lessons/01-lead.md"

NOWHERE = " leads nowhere; write an address with https://, or the file name of a lesson like 01-lead.md."
LOOK = ". Look at the spaces, colons, hyphens and quotes here and just above."
AGAIN = " Write another one here."

ONE_MISTAKE = [
    (PROGRAMME, "title:", "titel:",
     [(1, '"title" is missing; add a line like title: …'),
      (1, 'Unknown key "titel"; did you mean "title"?')]),
    (TASK, "kind: article", "kinds: article",
     [(1, '"kind" is missing; add a line like kind: …'),
      (4, 'Unknown key "kinds"; did you mean "kind"?')]),
    (QUIZ, "attempts: 3", "attempts: tiga", [(3, '"attempts" should be a whole number, not "tiga".')]),
    (QUIZ, "attempts: 3", "attempts:", [(3, '"attempts" should be a whole number, not nothing.')]),
    (QUIZ, "attempts: 3", "attempts: [3]", [(3, '"attempts" should be a whole number, not a list.')]),
    (QUIZ, "attempts: 3", "attempts: 0", [(3, '"attempts" should be from 1 to 99, not 0.')]),
    (QUIZ, "pass_score: 70", "pass_score: 101", [(4, '"pass_score" should be a number from 0 to 100, not "101".')]),
    (QUIZ, "title: Tes akhir", "title: {a: b}", [(1, '"title" should be text, not a group of keys.')]),
    (BANK, "correct: true", "correct: ya",
     [(7, 'No answer is right: one of the "options" should be correct, with a weight of 100.'),
      (8, '"correct" should be either true or false, not "ya".')]),
    (BANK, "questions:\n", "questions: []\nquestion:\n",
     [(1, "There are no questions in this file; write one, or delete the file."),
      (2, 'Unknown key "question"; did you mean "questions"?')]),
    (PLATFORMS, "reviewed: 2026-11-23", "reviewed: kemarin",
     [(1, '"reviewed" should be a date like 2026-11-23, not "kemarin".')]),
    (PLATFORMS, "[3, 5]", "[5, 3]", [(6, '"hashtags_advised" should have the smaller number first.')]),
    (PLATFORMS, "[3, 5]", "[3]", [(6, '"hashtags_advised" should be two numbers, like [3, 5].')]),
    (PROGRAMME, "weights:", "title: Lagi\nweights:", [(4, '"title" is written twice; the first is on line 1. Take one of them away.')]),
    (TASK, "brief: |", "brief: >",
     [(6, '"brief" should be a block of text: write | after the colon and the text below it.')]),
    (MODULE, "units:\n", "units: x\nunit:\n",
     [(5, "The module says 3 JP, but its units add up to 0; change one of them."),
      (6, '"units" should be a list, not "x".'),
      (7, 'Unknown key "unit"; did you mean "units"?')]),
    (PROGRAMME, "tests: 20", "tests: 25", [(4, "The weights add up to 105; they should add up to 100.")]),
    (RUBRICS, "weight: 60", "weight: 50",
     [(3, "The weights of the criteria add up to 90; they should add up to 100.")]),
    (MODULE, "jp: 3", "jp: 8", [(5, "The module says 8 JP, but its units add up to 3; change one of them.")]),
    (PROGRAMME, "minimum: 70", "minimum: 75",
     [(11, "Whoever passes with 70 gets no predicate; let the lowest start there.")]),
    (PROGRAMME, "minimum: 70", "minimum: 90", [(11, "The predicates should run from the highest minimum down.")]),
    (RUBRICS, "        2: kurang\n", "", [(14, "Level 2 is missing; describe it under its number.")]),
    (COMPETENCIES, "3: mandiri, 4: melatih", "3: mandiri", [(5, "Level 4 is missing; describe it under its number.")]),
    (RUBRICS, "competency: J3", "competency: J9", [(7, 'Unknown competency "J9"; there are: J3, U1.')]),
    (BANK, "competency: U1", "competency: Z", [(25, 'Unknown competency "Z"; there are: J3, U1.')]),
    (LESSON, "[J3]", "[J3, J4]", [(8, 'Unknown competency "J4"; there are: J3, U1.')]),
    (TASK, "kind: article", "kind: artikel", [(4, 'Unknown kind "artikel"; did you mean "article"?')]),
    (TASK, "check: word_count", "check: wordcount",
     [(19, 'Unknown check "wordcount"; did you mean "word_count"?')]),
    (TASK, "severity: off", "severity: loud",
     [(20, 'Unknown severity "loud"; there are: off, info, warn, block.')]),
    (TASK, "max: 30", "maxi: 30", [(20, 'Unknown key "maxi"; did you mean "max"?')]),
    (TASK, "platforms: [instagram]", "platforms: [instagrm]",
     [(11, 'Unknown platform "instagrm"; did you mean "instagram"?')]),
    (TASK, "audiences: [umum]", "audiences: [umum, gen_x]",
     [(12, 'Unknown audience "gen_x"; did you mean "gen_z"?')]),
    (TASK, "rubric: press-release", "rubric: press-relase",
     [(5, 'Unknown rubric "press-relase"; did you mean "press-release"?')]),
    (MODULE, "lesson: 01-lead", "lesson: 02-lead", [(8, 'Unknown lesson "02-lead"; did you mean "01-lead"?')]),
    (TASK, "live_url: optional", "live_url: maybe",
     [(15, 'Unknown answer "maybe"; there are: none, optional, required.')]),
    (TASK, "late: refuse", "late: refused", [(17, 'Unknown answer "refused"; did you mean "refuse"?')]),
    (MODULE, "[post-test.yaml]", "[post-test.yaml, post-tes.yaml]",
     [(9, 'Unknown quiz "post-tes.yaml"; did you mean "post-test.yaml"?')]),
    (PROGRAMME, "[news]", "[news, newz]", [(14, 'Unknown module "newz"; did you mean "news"?')]),
    (LESSON, "unit: A2", "unit: A3", [(4, 'Unknown unit "A3"; there are: A1, A2.')]),
    (LESSON, "unit: A2", "unit: A1", [(4, "In module.yaml this lesson belongs to unit A2; write the same unit in both places.")]),
    (COMPETENCIES, "  - code: U1", "  - {code: J3, title: t, levels: {1: a, 2: b, 3: c, 4: d}}\n  - code: U1",
     [(7, '"J3" is used twice; the first is at competencies.yaml:3.' + AGAIN)]),
    (RUBRICS, "key: ethics", "key: lead", [(9, '"lead" is used twice; the first is at news/rubrics.yaml:4.' + AGAIN)]),
    (BANK, "id: q2", "id: q1", [(11, '"q1" is used twice; the first is at news/questions/lead.yaml:2.' + AGAIN)]),
    (MODULE, "code: A1", "code: A2", [(8, '"A2" is used twice; the first is at news/module.yaml:7.' + AGAIN)]),
    (TASK, "platforms: [instagram]", "platforms: [x, x]", [(11, '"x" is in the list twice; take one of them away.')]),
    (BANK, "{text: 70 kata,", "{text: 70 kata, correct: true,",
     [(7, "A single question has exactly one correct option, not 2; several make it multiple.")]),
    (BANK, "{text: Salah, correct: true,", "{text: Salah,",
     [(26, 'One of "Benar" and "Salah" is correct, the other is not; write correct: true beside one.')]),
    (BANK, "      - {text: Benar, feedback: Identitas anak dijaga.}\n", "",
     [(26, 'A true_false question has two options, "Benar" and "Salah".')]),
    (BANK, "      - {text: 70 kata, feedback: Terlalu panjang.}\n", "",
     [(7, "A question needs at least two options; write one more.")]),
    (LESSON, "---\ntitle", "title",
     [(1, "The front matter is missing: begin with ---, then title, unit, minutes, objectives, …, then --- again.")]),
    (LESSON, "minutes: 20\n", "", [(2, '"minutes" is missing; add a line like minutes: …')]),
    (LESSON, "## Lead", "## Lead <br>\n<div>",
     [(17, 'HTML is not shown: "<br>"; write it in Markdown.'),
      (18, 'HTML is not shown: "<div>"; write it in Markdown.')]),
    (LESSON, "![Piramida terbalik]", "![]",
     [(19, 'The image "images/pyramid.svg" has no alt text; say between the brackets what it shows.')]),
    (LESSON, "images/pyramid.svg", "images/piramid.svg",
     [(19, 'Unknown image "images/piramid.svg"; did you mean "images/pyramid.svg"?')]),
    (LESSON, "images/pyramid.svg", "https://example.org/a.png",
     [(19, 'Unknown image "https://example.org/a.png"; there are: images/pyramid.svg.')]),
    (LESSON, "Warga dapat", "[Warga](02-tidak-ada.md) dapat", [(22, 'The link "02-tidak-ada.md"' + NOWHERE)]),
    (LESSON, "Warga dapat", "[Warga](/queue) dapat", [(22, 'The link "/queue"' + NOWHERE)]),
    (LESSON, "[!contoh]", "[!conto]", [(21, 'Unknown call-out "conto"; did you mean "contoh"?')]),
    (TASK, "![Piramida](images/pyramid.svg)", "<b>![](images/x.svg)",
     [(9, 'HTML is not shown: "<b>"; write it in Markdown.'),
      (9, 'The image "images/x.svg" has no alt text; say between the brackets what it shows.'),
      (9, 'Unknown image "images/x.svg"; did you mean "images/pyramid.svg"?')]),
    (TASK, "satu** siaran", "satu** [siaran](01-lead.md)", [(7, 'The link "01-lead.md" leads nowhere; write an address with https://.')]),
    (PLATFORMS, "  - key: instagram", "  - key: 'instagram",
     [(3, f"The file cannot be read from here on: found unexpected end of stream{LOOK}")]),
    (QUIZ, "title: Tes akhir", "- Tes", [(2, f"The file cannot be read from here on: did not find expected '-' indicator{LOOK}")]),
    (BANK, "id: q1", "id: q\x01", [(2, "Here is a sign that cannot be shown, a control character; delete it and write the word again.")]),
    # --- exemplars, words limits
    (TASK, "{min: 300, max: 500}", "{min: 501, max: 500}", [(14, '"min" is 501 but "max" is 500; write the smaller number as "min".')]),
    (EXEMPLAR, "lead: 4", "lead: 2",
     [(2, "The marks give 2.40 on average, which is not level 4 as the file's name says; change the marks, or the number in the name.")]),
    (EXEMPLAR, "lead: 4,", "", [(2, '"lead" is missing; add a line like lead: …')]),
    (EXEMPLAR, "ethics: 3", "ethics: 5", [(2, '"ethics" should be from 1 to 4, not 5.')]),
    (EXEMPLAR, "  ethics: Agak promosi.", "  etika: Agak promosi.",
     [(3, '"ethics" is missing; add a line like ethics: …'), (5, 'Unknown key "etika"; there are: lead, ethics.')]),
    (RUBRICS, "      levels: {4: baik, 3: cukup, 2: kurang, 1: buruk}\n", "", [(4, '"levels" is missing; add a line like levels: …')]),
    # --- what hostile or clever YAML can do
    (QUIZ, "title: Tes akhir", "title: &judul Tes\ntitle_en: *judul",
     [(1, "This text is used again elsewhere by an alias (* and &); write it out where it is needed.")]),
    (QUIZ, "title: Tes akhir", "title: !!python/object/apply:os.system [ls]",
     [(1, 'The tag "tag:yaml.org,2002:python/object/apply:os.system" is not used in a pack; take it away.')]),
    (QUIZ, "title: Tes akhir", "title: " + "[" * 5000,
     [(1, "Here begin lists inside lists inside lists without end; a pack needs a few levels.")]),
]  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "said"), ONE_MISTAKE)
def test_one_mistake_is_said_where_it_is(
    pack: SmallPack, file: str, old: str, new: str, said: list[tuple[int, str]]
) -> None:
    pack.change(file, old, new)
    assert pack.errors() == [f"{file}:{line}: {sentence}" for line, sentence in sorted(said)]


LOGO = (
    'Unknown key "logo"; there are: title, title_en, pass_score, weights, min_attendance, predicates, level_points,'
    " evidence_levels, modules."
)


def test_every_mistake_is_said_at_once_by_file_and_line(pack: SmallPack) -> None:
    pack.change(RUBRICS, "weight: 60", "weight: 61")
    pack.change(BANK, "kind: single", "kind: singel")
    pack.change(LESSON, "![Piramida terbalik]", "![]")
    pack.change(PROGRAMME, "modules: [news]", "modules: [news]\nlogo: kota.svg")
    with pytest.raises(BrokenPack) as broken:
        pack.load()
    assert tuple(map(str, broken.value.errors)) == (
        'news/lessons/01-lead.md:19: The image "images/pyramid.svg" has no alt text; say between the brackets what it shows.',
        'news/questions/lead.yaml:4: Unknown kind of question "singel"; did you mean "single"?',
        "news/rubrics.yaml:3: The weights of the criteria add up to 101; they should add up to 100.",
        "programme.yaml:15: " + LOGO,
    )
    assert str(broken.value).splitlines() == [str(error) for error in broken.value.errors]


@pytest.mark.parametrize("name", [PROGRAMME, COMPETENCIES, PLATFORMS, MODULE, RUBRICS])
def test_a_missing_file_is_the_only_thing_said(pack: SmallPack, name: str) -> None:
    (pack.directory / name).unlink()
    assert pack.errors() == [f"{name}:1: The file is missing; put it back, or copy one from another module."]


@pytest.mark.parametrize("name", [PROGRAMME, COMPETENCIES, PLATFORMS, MODULE, RUBRICS, QUIZ])
def test_an_empty_file_is_the_only_thing_said(pack: SmallPack, name: str) -> None:
    pack.write(name, "")
    assert pack.errors() == [f"{name}:1: The file should begin with a key, like title: …"]


@pytest.mark.parametrize("name", [PROGRAMME, MODULE, LESSON, QUIZ])
def test_a_file_that_is_not_utf8_is_named_by_its_line(pack: SmallPack, name: str) -> None:
    content = (pack.directory / name).read_bytes()
    pack.write(name, content.replace(b"title", b"t\xeftle", 1))
    line = content[: content.index(b"title")].count(b"\n") + 1
    assert pack.errors() == [f"{name}:{line}: This line is not UTF-8 text; save the file as UTF-8."]


NO_SUCH_FILE = (
    "A module has no such file; there are: module.yaml, rubrics.yaml, glossary.yaml, README.md, lessons,"
    " questions, quizzes, assignments, exemplars, images. Rename it, or take it away."
)


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        (
            "news/quizzes/extra.yaml",
            "This file is not listed under quizzes in module.yaml; list it there, or delete it.",
        ),
        ("news/images/peta.png", "This file is not a PNG image; save it as one again."),
        (
            "news/images/Peta Kota.svg",
            "An image is named like peta-kota.svg: small letters, digits, hyphens; svg, png, jpg or webp.",
        ),
        (
            "news/lessons/lead.md",
            "A lesson is named like 01-lead-berita.md: two digits, then small letters, digits and hyphens.",
        ),
        (
            "news/notes.txt",
            NO_SUCH_FILE,
        ),
        (
            "news/exemplars/press-release.md",
            "An exemplar is named after its assignment and its level, like press-release-4.md.",
        ),
        ("news/questions/Lead.yaml", "A file of questions is named after its lesson, like lead-and-pyramid.yaml."),
        ("news/questions/pers.yaml", 'Unknown lesson "pers"; there are: lead.'),
        ("drafts/module.yaml", ""),
    ],
)
def test_a_file_without_a_place_is_named(pack: SmallPack, name: str, sentence: str) -> None:
    pack.write(name, "x")
    if sentence:
        assert f"{name}:1: {sentence}" in pack.errors()
    else:
        assert pack.errors() == [
            "drafts:1: This folder is not listed under modules in programme.yaml; list it there, or take it away."
        ]


def test_an_image_that_nothing_shows_is_named(pack: SmallPack) -> None:
    pack.write("news/images/old.svg", (pack.directory / "news/images/pyramid.svg").read_bytes())
    assert pack.errors() == [
        "news/images/old.svg:1: No lesson, question, brief or exemplar shows this image; show it, or delete it."
    ]


@pytest.mark.parametrize("svg", ["<svg><path/></svg>", '<svg viewBox="0 0 0 0"></svg>', "", "viewBox='0 0 1 1'"])
def test_a_drawing_needs_its_size(pack: SmallPack, svg: str) -> None:
    pack.write("news/images/pyramid.svg", svg)
    assert pack.errors() == [
        "news/images/pyramid.svg:1: This file is not an SVG with a viewBox; save it as SVG again, with its size."
    ]


def test_two_lessons_cannot_share_a_slug(pack: SmallPack) -> None:
    pack.write("news/lessons/02-lead.md", (pack.directory / LESSON).read_bytes())
    assert pack.errors() == [
        'news/lessons/02-lead.md:1: "lead" is used twice; the first is at news/lessons/01-lead.md:1.' + AGAIN
    ]


def test_a_pointer_out_of_the_pack_is_not_followed(pack: SmallPack, tmp_path: Path) -> None:
    (tmp_path / "secret.svg").write_text("secret")
    (pack.directory / "news/images/secret.svg").symlink_to(tmp_path / "secret.svg")
    assert pack.errors() == ["news/images/secret.svg:1: This only points to another place; put the file itself here."]


def test_an_empty_directory_says_what_belongs_there(tmp_path: Path) -> None:
    pack = SmallPack(tmp_path / "courses")
    for path in sorted(pack.directory.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    assert pack.errors() == [
        f"{name}:1: The file is missing; put it back, or copy one from another module."
        for name in (COMPETENCIES, PLATFORMS, PROGRAMME)
    ]


def test_lessons_that_require_each_other_are_named(pack: SmallPack) -> None:
    first = FILES[LESSON].replace("card:", "requires: [press]\ncard:")
    second = FILES[LESSON].replace("unit: A2", "unit: A1").replace("card:", "requires: [lead]\ncard:")
    pack.write(LESSON, first)
    pack.write("news/lessons/02-press.md", second)
    assert pack.errors() == [
        "news/lessons/01-lead.md:9: These lessons require each other, so nobody could begin: lead → press → lead. Take one away.",
        "news/lessons/02-press.md:9: These lessons require each other, so nobody could begin: press → lead → press. Take one away.",
    ]


def test_a_lesson_that_requires_nothing_there_is_named(pack: SmallPack) -> None:
    pack.change(LESSON, "card:", "requires: [pers]\ncard:")
    assert pack.errors() == ['news/lessons/01-lead.md:9: Unknown lesson "pers"; there are: lead.']


def test_a_file_of_megabytes_is_not_even_read(pack: SmallPack) -> None:
    pack.write("news/README.md", b"x" * 5_000_000)
    assert pack.errors() == [
        "news/README.md:1: The file has 5000 kB; at most 2000 kB can be read. Make it smaller or divide it."
    ]


def test_a_lesson_of_a_book_is_not_parsed(pack: SmallPack) -> None:
    pack.write(LESSON, FILES[LESSON] + "> " * 150_000)
    assert pack.errors() == [f"{LESSON}:1: The lesson has 301 kB of text; a lesson has at most 200 kB. Divide it."]
