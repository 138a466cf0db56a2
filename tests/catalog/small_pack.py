"""A whole course of one small module, to be broken in one place at a time."""

from pathlib import Path

from lms.catalog.loader import load
from lms.catalog.pack import BrokenPack, Catalog

FILES = {
    "programme.yaml": """\
title: Bimtek
pass_score: 70
min_attendance: 80
weights:
  assignments: 60
  tests: 20
  practice: 10
  attendance: 10
level_points: {4: 100, 3: 85, 2: 72, 1: 50}
evidence_levels: {4: 3, 3: 2, 2: 1, 1: 0}
predicates:
  - {label: Sangat Memuaskan, minimum: 90}
  - {label: Cukup Memuaskan, minimum: 70}
modules: [news]
""",
    "competencies.yaml": """\
targets: {officer: 2, lead: 3}
competencies:
  - code: J3
    title: Menulis berita
    levels: {1: tahu, 2: bisa, 3: mandiri, 4: melatih}
    external_code: null
  - code: U1
    title: Etika
    levels: {1: tahu, 2: bisa, 3: mandiri, 4: melatih}
""",
    "platforms.yaml": """\
reviewed: 2026-11-23
platforms:
  - key: instagram
    title: Instagram
    text_limit: 2200
    hashtags_advised: [3, 5]
    images:
      - {width: 1080, height: 1350, ratio: "4:5"}
  - {key: x, title: X, text_limit: 280, url_weight: 23}
""",
    "news/module.yaml": """\
code: A
title: Jurnalistik
title_en: Journalism
summary: Menulis kabar.
jp: 3
units:
  - {code: A1, title: Pers, objective: Membedakan., jp: 1}
  - {code: A2, title: Lead, objective: Menulis lead., jp: 2, lesson: 01-lead}
quizzes: [post-test.yaml]
assignments: [press-release.yaml]
""",
    "news/glossary.yaml": """\
everyday: [KTP]
terms:
  - {key: lead, title: Lead, meaning: Paragraf pertama berita., also: [teras berita]}
""",
    "news/assignments/press-release.yaml": """\
code: J-1
title: Siaran pers
title_en: Press release
kind: article
rubric: press-release
brief: |
  Tulislah **satu** siaran pers.

  ![Piramida](images/pyramid.svg)
checklist: [Nama sudah dicocokkan., Lead mulai dari warga.]
platforms: [instagram]
audiences: [umum]
photos: {min: 0, max: 4}
words: {min: 300, max: 500}
live_url: optional
due_days: 7
late: refuse
checks:
  - {check: word_count, severity: warn}
  - {check: lead_length, severity: off, max: 30}
""",
    "news/exemplars/press-release-4.md": """\
---
marks: {lead: 4, ethics: 3}
remarks:
  lead: Lead mulai dari warga.
  ethics: Agak promosi.
---
Warga dapat mengurus KTP sehari.
""",
    "news/rubrics.yaml": """\
press-release:
  title: Rubrik
  criteria:
    - key: lead
      title: Lead
      weight: 60
      competency: J3
      levels: {4: baik, 3: cukup, 2: kurang, 1: buruk}
    - key: ethics
      title: Etika
      weight: 40
      competency: U1
      must_pass: true
      levels:
        4: baik
        3: cukup
        2: kurang
        1: buruk
""",
    "news/questions/lead.yaml": """\
questions:
  - id: q1
    text: Lead paling panjang?
    kind: single
    difficulty: easy
    competency: J3
    options:
      - {text: 35 kata, correct: true, feedback: Tepat.}
      - {text: 70 kata, feedback: Terlalu panjang.}
    explanation: Unit A3.
  - id: q2
    text: Unsur berita?
    kind: multiple
    difficulty: medium
    competency: J3
    options:
      - {text: Siapa, correct: true, feedback: Ya.}
      - {text: Kapan, correct: true, feedback: Ya.}
      - {text: Pujian, feedback: Itu pendapat.}
    explanation: 5W+1H.
  - id: q3
    text: Anak boleh disebut namanya.
    kind: true_false
    difficulty: hard
    competency: U1
    options:
      - {text: Benar, feedback: Identitas anak dijaga.}
      - {text: Salah, correct: true, feedback: Tepat.}
    explanation: UU 11/2012 Ps 19.
""",
    "news/quizzes/post-test.yaml": """\
title: Tes akhir
role: post
attempts: 3
pass_score: 70
draw:
  - {lesson: lead, easy: 1, medium: 1, hard: 1}
""",
    "news/lessons/01-lead.md": """\
---
title: Lead yang baik
title_en: A good lead
unit: A2
minutes: 20
objectives: [Menulis lead.]
objectives_en: [Write a lead.]
competencies: [J3]
card: |
  *Lead yang baik*
  1. Mulai dari warga, lalu sebut apa, kapan, dan di mana; buang pujian dan seremoni.
  2. Mulai dari warga, lalu sebut apa, kapan, dan di mana; buang pujian dan seremoni.
  3. Mulai dari warga, lalu sebut apa, kapan, dan di mana; buang pujian dan seremoni.
  _Pelatihan Pewarta_
sources: [Unit A2 pelatihan ini]
---
## Lead

![Piramida terbalik](images/pyramid.svg)

> [!contoh]
> Warga dapat mengurus [KTP](istilah:lead) sehari.

```check
question: Lead mulai dari siapa?
options:
  - {text: Warga, correct: true, feedback: Tepat.}
  - {text: Pejabat, feedback: Nanti saja.}
explanation: Warga lebih dulu.
```
""",
    "news/images/pyramid.svg": '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 800 450"><path d="M0 0"/></svg>\n',
}


class SmallPack:
    """The course in a directory of its own."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        for name, text in FILES.items():
            self.write(name, text)

    def write(self, name: str, content: str | bytes) -> None:
        path = self.directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)

    def change(self, name: str, old: str, new: str) -> None:
        text = (self.directory / name).read_text()
        assert text.count(old) >= 1, f"{old!r} is not in {name}"
        self.write(name, text.replace(old, new, 1))

    def load(self) -> Catalog:
        return load(self.directory)

    def errors(self) -> list[str]:
        try:
            self.load()
        except BrokenPack as broken:
            return [str(error) for error in broken.errors]
        return []
