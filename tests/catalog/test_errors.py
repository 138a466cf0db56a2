"""What is wrong with a pack is said as file:line: sentence, everything at once, and nothing else is said."""

from pathlib import Path

import pytest

from lms.catalog.pack import BrokenPack
from tests.catalog.small_pack import SmallPack

PROGRAMME, COMPETENCIES, PLATFORMS = "programme.yaml", "competencies.yaml", "platforms.yaml"
MODULE, RUBRICS, QUIZ = "news/module.yaml", "news/rubrics.yaml", "news/quizzes/post-test.yaml"
LESSON = "news/lessons/01-lead.md"

ONE_MISTAKE = [
    # --- keys and shapes
    (PROGRAMME, "title:", "titel:", [(1, '"title" is missing.'), (1, 'Unknown key "titel"; did you mean "title"?')]),
    (MODULE, "    kind: article", "    kinds: article", [(10, '"kind" is missing.'), (13, 'Unknown key "kinds"; did you mean "kind"?')]),
    (QUIZ, "attempts: 3", "attempts: tiga", [(2, '"attempts" should be a whole number, not "tiga".')]),
    (QUIZ, "attempts: 3", "attempts:", [(2, '"attempts" should be a whole number, not nothing.')]),
    (QUIZ, "attempts: 3", "attempts: [3]", [(2, '"attempts" should be a whole number, not a list.')]),
    (QUIZ, "attempts: 3", "attempts: 0", [(2, '"attempts" should be from 1 to 99, not 0.')]),
    (QUIZ, "pass_score: 70", "pass_score: 101", [(3, '"pass_score" should be a number from 0 to 100, not "101".')]),
    (QUIZ, "title: Tes akhir", "title: {a: b}", [(1, '"title" should be text, not a group of keys.')]),
    (QUIZ, "correct: true", "correct: ya", [(10, '"correct" should be true or false, not "ya".'),
                                            (9, "A single question has exactly one correct option, not 0.")]),
    (QUIZ, "questions:\n", "questions: []\nquestion:\n", [(4, "The quiz has no questions."),
                                                          (5, 'Unknown key "question"; did you mean "questions"?')]),
    (PLATFORMS, "reviewed: 2026-11-23", "reviewed: kemarin", [(1, '"reviewed" should be a date like 2026-11-23, not "kemarin".')]),
    (PLATFORMS, "[3, 5]", "[5, 3]", [(6, '"hashtags_advised" should have the smaller number first.')]),
    (PLATFORMS, "[3, 5]", "[3]", [(6, '"hashtags_advised" should be two numbers, like [3, 5].')]),
    (PROGRAMME, "weights:", "title: Lagi\nweights:", [(4, '"title" is written twice; the first is on line 1.')]),
    (MODULE, "    brief: |", "    brief: >", [(15, '"brief" should be a block of text: write | after the colon and the text below it.'),
                                              ]),
    (MODULE, "units:\n", "units: x\nunit:\n", [(5, '"units" should be a list, not "x".'), (6, 'Unknown key "unit"; did you mean "units"?'),
                                               (4, "The module says 3 JP, but its units add up to 0.")]),
    # --- sums
    (PROGRAMME, "tests: 20", "tests: 25", [(4, "The weights add up to 105; they should add up to 100.")]),
    (RUBRICS, "weight: 60", "weight: 50", [(3, "The weights of the criteria add up to 90; they should add up to 100.")]),
    (MODULE, "jp: 3", "jp: 8", [(4, "The module says 8 JP, but its units add up to 3.")]),
    (PROGRAMME, "minimum: 70", "minimum: 75",
     [(11, "Whoever passes with 70 gets no predicate; let the lowest start there.")]),
    (PROGRAMME, "minimum: 70", "minimum: 90", [(11, "The predicates should run from the highest minimum down.")]),
    (MODULE, "{min: 300, max: 500}", "{min: 600, max: 500}", [(22, '"min" is 600 but "max" is 500.')]),
    # --- levels
    (RUBRICS, "        2: kurang\n", "", [(14, "Level 2 is missing.")]),
    (COMPETENCIES, "3: mandiri, 4: melatih", "3: mandiri", [(5, "Level 4 is missing.")]),
    # --- words that must exist
    (RUBRICS, "competency: J3", "competency: J9", [(7, 'Unknown competency "J9"; there are: J3, U1.')]),
    (QUIZ, "competency: U1", "competency: Z", [(25, 'Unknown competency "Z"; there are: J3, U1.')]),
    (LESSON, "[J3]", "[J3, J4]", [(6, 'Unknown competency "J4"; there are: J3, U1.')]),
    (MODULE, "kind: article", "kind: artikel", [(13, 'Unknown kind "artikel"; did you mean "article"?')]),
    (MODULE, "check: word_count", "check: wordcount", [(27, 'Unknown check "wordcount"; did you mean "word_count"?')]),
    (MODULE, "severity: off", "severity: loud",
     [(28, 'Unknown severity "loud"; there are: off, info, warn, block.')]),
    (MODULE, "max: 30", "maxi: 30", [(28, 'Unknown key "maxi"; did you mean "max"?')]),
    (MODULE, "platforms: [instagram]", "platforms: [instagrm]", [(19, 'Unknown platform "instagrm"; did you mean "instagram"?')]),
    (MODULE, "audiences: [umum]", "audiences: [umum, gen_x]", [(20, 'Unknown audience "gen_x"; did you mean "gen_z"?')]),
    (MODULE, "rubric: press-release", "rubric: press-relase", [(14, 'Unknown rubric "press-relase"; did you mean "press-release"?')]),
    (MODULE, "lesson: 01-lead", "lesson: 02-lead", [(7, 'Unknown lesson "02-lead"; did you mean "01-lead"?')]),
    (MODULE, "live_url: optional", "live_url: maybe", [(23, 'Unknown answer "maybe"; there are: none, optional, required.')]),
    (MODULE, "late: refuse", "late: refused", [(25, 'Unknown answer "refused"; did you mean "refuse"?')]),
    (MODULE, "[post-test.yaml]", "[post-test.yaml, post-tes.yaml]",
     [(8, 'Unknown quiz "post-tes.yaml"; did you mean "post-test.yaml"?')]),
    (PROGRAMME, "[news]", "[news, newz]", [(14, 'Unknown module "newz"; did you mean "news"?')]),
    (LESSON, "unit: A2", "unit: A3", [(3, 'Unknown unit "A3"; there are: A1, A2.')]),
    (LESSON, "unit: A2", "unit: A1", [(3, "In module.yaml this lesson belongs to unit A2.")]),
    # --- names used twice
    (COMPETENCIES, "  - code: U1", "  - {code: J3, title: t, levels: {1: a, 2: b, 3: c, 4: d}}\n  - code: U1",
     [(7, '"J3" is used twice; the first is at competencies.yaml:3.')]),
    (RUBRICS, "key: ethics", "key: lead", [(9, '"lead" is used twice; the first is at news/rubrics.yaml:4.')]),
    (QUIZ, "id: q2", "id: q1", [(13, '"q1" is used twice; the first is at news/quizzes/post-test.yaml:5.')]),
    (MODULE, "code: A1", "code: A2", [(7, '"A2" is used twice; the first is at news/module.yaml:6.')]),
    (MODULE, "platforms: [instagram]", "platforms: [x, x]", [(19, '"x" is in the list twice.')]),
    (MODULE, "slug: press-release", "slug: Press Release",
     [(10, '"Press Release" should have only small letters, digits and hyphens.')]),
    # --- questions
    (QUIZ, "{text: 70 kata}", "{text: 70 kata, correct: true}",
     [(9, "A single question has exactly one correct option, not 2.")]),
    (QUIZ, "{text: Salah, correct: true}", "{text: Salah}",
     [(26, "A true_false question has exactly one correct option, not 0.")]),
    (QUIZ, "      - {text: Benar}\n", "", [(26, "A true_false question has two options, not 1.")]),
    (QUIZ, "      - {text: 70 kata}\n", "", [(9, "A question needs at least two options.")]),
    # --- texts
    (LESSON, "---\ntitle", "title",
     [(1, "The front matter is missing: begin with ---, then title, unit, minutes, objective, competencies, ---.")]),
    (LESSON, "minutes: 20\n", "", [(2, '"minutes" is missing.')]),
    (LESSON, "## Lead", "## Lead <br>\n<div>", [(8, 'HTML is not shown: "<br>"; write it in Markdown.'),
                                                (9, 'HTML is not shown: "<div>"; write it in Markdown.')]),
    (LESSON, "![Piramida terbalik]", "![]",
     [(10, 'The image "images/pyramid.svg" has no alt text; say between the brackets what it shows.')]),
    (LESSON, "images/pyramid.svg", "images/piramid.svg",
     [(10, 'Unknown image "images/piramid.svg"; did you mean "images/pyramid.svg"?')]),
    (LESSON, "images/pyramid.svg", "https://example.org/a.png",
     [(10, 'Unknown image "https://example.org/a.png"; there are: images/pyramid.svg.')]),
    (LESSON, "Warga dapat", "[Warga](02-tidak-ada.md) dapat", [(13, 'The link "02-tidak-ada.md" leads nowhere.')]),
    (LESSON, "Warga dapat", "[Warga](/queue) dapat", [(13, 'The link "/queue" leads nowhere.')]),
    (LESSON, "[!contoh]", "[!conto]", [(12, 'Unknown call-out "conto"; did you mean "contoh"?')]),
    (MODULE, "![Piramida](images/pyramid.svg)", "<b>![](images/x.svg)",
     [(18, 'HTML is not shown: "<b>"; write it in Markdown.'),
      (18, 'The image "images/x.svg" has no alt text; say between the brackets what it shows.'),
      (18, 'Unknown image "images/x.svg"; did you mean "images/pyramid.svg"?')]),
    (MODULE, "satu** siaran", "satu** [siaran](01-lead.md)", [(16, 'The link "01-lead.md" leads nowhere.')]),
    # --- YAML itself
    (PLATFORMS, "  - key: instagram", "  - key: 'instagram", [(3, "This is not YAML: found unexpected end of stream.")]),
    (QUIZ, "title: Tes akhir", "- Tes", [(2, "This is not YAML: did not find expected '-' indicator.")]),
    (QUIZ, "id: q1", "id: q\x01", [(5, "This is not YAML: there is a control character.")]),
]  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "said"), ONE_MISTAKE)
def test_one_mistake_is_said_where_it_is(
    pack: SmallPack, file: str, old: str, new: str, said: list[tuple[int, str]]
) -> None:
    pack.change(file, old, new)
    assert pack.errors() == [f"{file}:{line}: {sentence}" for line, sentence in sorted(said)]


LOGO = (
    'Unknown key "logo"; there are: title, pass_score, weights, min_attendance, predicates, level_points,'
    " evidence_levels, modules."
)


def test_every_mistake_is_said_at_once_by_file_and_line(pack: SmallPack) -> None:
    pack.change(RUBRICS, "weight: 60", "weight: 61")
    pack.change(QUIZ, "kind: single", "kind: singel")
    pack.change(LESSON, "![Piramida terbalik]", "![]")
    pack.change(PROGRAMME, "modules: [news]", "modules: [news]\nlogo: kota.svg")
    with pytest.raises(BrokenPack) as broken:
        pack.load()
    assert broken.value.errors == (
        'news/lessons/01-lead.md:10: The image "images/pyramid.svg" has no alt text; say between the brackets what it shows.',
        'news/quizzes/post-test.yaml:7: Unknown kind of question "singel"; did you mean "single"?',
        "news/rubrics.yaml:3: The weights of the criteria add up to 101; they should add up to 100.",
        "programme.yaml:15: " + LOGO,
    )
    assert str(broken.value).splitlines() == list(broken.value.errors)


@pytest.mark.parametrize("name", [PROGRAMME, COMPETENCIES, PLATFORMS, MODULE, RUBRICS])
def test_a_missing_file_is_the_only_thing_said(pack: SmallPack, name: str) -> None:
    (pack.directory / name).unlink()
    assert pack.errors() == [f"{name}:1: The file is missing."]


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


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("news/quizzes/extra.yaml", "This quiz is not listed under quizzes in module.yaml."),
        ("news/images/peta.png", "This file is not a PNG image."),
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
            "A module has no such file; there are module.yaml, rubrics.yaml, lessons, quizzes and images.",
        ),
        ("drafts/module.yaml", ""),
    ],
)
def test_a_file_without_a_place_is_named(pack: SmallPack, name: str, sentence: str) -> None:
    pack.write(name, "x")
    if sentence:
        assert f"{name}:1: {sentence}" in pack.errors()
    else:
        assert pack.errors() == ["drafts:1: This folder is not listed under modules in programme.yaml."]


def test_an_image_that_nothing_shows_is_named(pack: SmallPack) -> None:
    pack.write("news/images/old.svg", (pack.directory / "news/images/pyramid.svg").read_bytes())
    assert pack.errors() == ["news/images/old.svg:1: No lesson and no brief shows this image."]


@pytest.mark.parametrize("svg", ["<svg><path/></svg>", '<svg viewBox="0 0 0 0"></svg>', "", "viewBox='0 0 1 1'"])
def test_a_drawing_needs_its_size(pack: SmallPack, svg: str) -> None:
    pack.write("news/images/pyramid.svg", svg)
    assert pack.errors() == ["news/images/pyramid.svg:1: This file is not an SVG with a viewBox."]


def test_two_lessons_cannot_share_a_slug(pack: SmallPack) -> None:
    pack.write("news/lessons/02-lead.md", (pack.directory / LESSON).read_bytes())
    assert pack.errors() == [
        'news/lessons/02-lead.md:1: "lead" is used twice; the first is at news/lessons/01-lead.md:1.'
    ]


def test_a_pointer_out_of_the_pack_is_not_followed(pack: SmallPack, tmp_path: Path) -> None:
    (tmp_path / "secret.svg").write_text("secret")
    (pack.directory / "news/images/secret.svg").symlink_to(tmp_path / "secret.svg")
    assert pack.errors() == ["news/images/secret.svg:1: This only points to another place; put the file itself here."]


def test_an_empty_directory_says_what_belongs_there(tmp_path: Path) -> None:
    pack = SmallPack(tmp_path / "courses")
    for path in sorted(pack.directory.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    assert pack.errors() == [f"{name}:1: The file is missing." for name in (COMPETENCIES, PLATFORMS, PROGRAMME)]
