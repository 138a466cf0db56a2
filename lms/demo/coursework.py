"""What trainees and trainers did: lessons, quizzes, posts with their photos, verdicts, practice, confirmed levels."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from io import BytesIO
from random import Random
from typing import Final

from lms.catalog.pack import Activity, Quiz
from lms.catalog.service import current_catalog
from lms.competencies import service as competencies
from lms.demo import camera, scenes, slides
from lms.demo.answers import known, mistaken
from lms.demo.captions import ADVISED, CAROUSEL_TEXTS, CLOSING, PRAISED, SHOTS
from lms.demo.gathering import Class
from lms.demo.jottings import JOTTINGS
from lms.demo.press_releases import NEWS, Voices, release
from lms.gradebook import service as gradebook
from lms.grading import service as grading
from lms.grading.rules import Mark
from lms.kit.clock import wib
from lms.kit.i18n import show_weekday
from lms.learning import service as learning
from lms.learning.notes import keep_note
from lms.people import service as people
from lms.people.actor import Actor
from lms.posts import album
from lms.posts import service as posts
from lms.posts.cards import Draft
from lms.posts.rules import Decision
from lms.quizzes import service as quizzes

PRESS_RELEASE, PHOTO, CAROUSEL = "journalism/press-release", "photography/single-photo", "social-media/instagram-gen-z"
TASKS: Final = (PRESS_RELEASE, PHOTO, CAROUSEL)
DECISIONS: Final = {"r": Decision.RETURNED, "p": Decision.PASSED, "f": Decision.FAILED}
VOICES: Final = (
    ("Rina Marlina", "Kepala Seksi Pelayanan", "Sulastri"),
    ("Hermanto", "petugas lapangan", "Abdul Kadir"),
    ("Novi Yanti", "Kepala Subbagian Umum", "Marwah"),
    ("Suryadi", "koordinator layanan", "Teguh Santoso"),
)


@dataclass(frozen=True, slots=True)
class Path:
    """What one trainee does. `posts` has a word for each of TASKS: one letter per round, r(eturned), p(assed), f(ailed),
    w(aiting); d is a draft, an empty word nothing yet. `lessons` are those read, in sixths
    of the course, `wrong` wrong answers of ten per post-test that was taken, `skill` 2..4,
    `since` the share of the time at which the first post was sent, `pace` the share between one post and the next."""

    skill: int = 3
    lessons: int = 6
    wrong: tuple[int, ...] = (1, 2, 1)
    posts: tuple[str, str, str] = ("p", "p", "p")
    missed: int = 0
    practice: int | None = 85
    since: float = 0.12
    pace: float = 0.16


@dataclass(frozen=True, slots=True)
class Darkroom:
    """The pictures of the city, each drawn once."""

    developed: dict[tuple[str, int], bytes] = field(default_factory=dict)

    def scene(self, room: Class, name: str, *, shaky: bool) -> bytes:
        """Every third scene tells where it was taken, every fourth lies on its side."""
        place = list(scenes.SCENES).index(name)
        key = (name, int(shaky))
        if key not in self.developed:
            taken_at = wib(room.weeks.on(place % 5, 9, place))
            self.developed[key] = camera.photo(name, taken_at, place=place % 3 == 0, turned=place % 4 == 2, shaky=shaky)
        return self.developed[key]

    def slide(self, name: str, number: int) -> bytes:
        key = (name, number)
        if key not in self.developed:
            self.developed[key] = slides.slide(name, number)
        return self.developed[key]


@dataclass(frozen=True, slots=True)
class Journey:
    """One trainee in one batch, with what chance decides for them."""

    room: Class
    trainee: Actor
    n: int
    path: Path
    darkroom: Darkroom
    chance: Random

    def walk(self) -> None:
        self._take_pre_tests()
        self._read()
        self._take_quizzes()
        for place, rounds in enumerate(self.path.posts):
            if rounds:
                self._write(TASKS[place], rounds, self.path.since + place * self.path.pace)
        if self.path.practice is not None:
            enrolment_id = self.room.enrolments[self.trainee.id]
            at = self.room.weeks.moment(0.8)
            gradebook.set_practice(self._trainer(), self.room.batch_id, {enrolment_id: Decimal(self.path.practice)}, at)

    def confirm(self, competency: str) -> None:
        """The trainer agrees with what the evidence suggests."""
        at = self.room.weeks.moment(0.85)
        level = competencies.levels_of(self.trainee.id)[competency].suggested
        grading.confirm_level(self._trainer(), self.room.batch_id, self.trainee.id, competency, level, at)

    def _read(self) -> None:
        """Whoever is not through yet has stopped in the middle of the next lesson. The first one takes notes."""
        lessons = [lesson for module in current_catalog().modules.values() for lesson in module.lessons]
        read = len(lessons) * self.path.lessons // 6
        at = self.room.weeks.moment(0.03)
        for place, lesson in enumerate(lessons[:read]):
            at = self.room.weeks.moment(0.03 + 6 * place / len(lessons) * self.path.since / 8)
            learning.mark_read(self.trainee, self.room.batch_id, lesson.key, at)
            if self.n == 0 and lesson.key in JOTTINGS:
                keep_note(self.trainee, self.room.batch_id, lesson.key, JOTTINGS[lesson.key], over="", form="", at=at)
        if 0 < read < len(lessons):
            middle = len(lessons[read].blocks) // 2
            learning.keep_place(self.trainee, self.room.batch_id, lessons[read].key, middle, middle, at)

    def _take_pre_tests(self) -> None:
        """Whoever reads or takes a test begins with what is known already: between a third and two thirds."""
        modules = list(current_catalog().modules.values())
        taken = max(len(self.path.wrong), 1 if self.path.lessons else 0)
        for place, module in enumerate(modules[:taken]):
            for quiz in module.quizzes:
                if not quiz.counted:
                    at = self.room.weeks.moment(0.01 + place * 0.005)
                    self._take(quiz, round(quiz.count * self.chance.uniform(0.35, 0.7)), at)

    def _take_quizzes(self) -> None:
        modules = current_catalog().modules.values()
        counted = [quiz for module in modules for quiz in module.quizzes if quiz.counted]
        for place, (quiz, wrong) in enumerate(zip(counted, self.path.wrong, strict=False)):
            at = self.room.weeks.moment(self.path.since * 0.6 + place * 0.14)
            missed = round(quiz.count * wrong / 10)
            self._take(quiz, max(missed - self.chance.choice((0, 1)), 0), at)

    def _take(self, quiz: Quiz, wrong: int, at: datetime) -> None:
        attempt_id = quizzes.start(self.trainee, self.room.batch_id, quiz.key, at)
        asked = [shown.question for shown in quizzes.open_attempt(self.trainee, attempt_id).questions]
        missed = {question.id for question in self.chance.sample(asked, wrong)}
        answers = {
            question.id: mistaken(question, self.chance) if question.id in missed else known(question)
            for question in asked
        }
        quizzes.send(self.trainee, attempt_id, answers, "", at + timedelta(minutes=7), incomplete=False)

    def _write(self, key: str, rounds: str, share: float) -> None:
        at = self.room.weeks.moment(share)
        activity = current_catalog().activity(key)
        post_id = posts.ensure_post(self.trainee, self.room.batch_id, key, at - timedelta(minutes=50))
        weakest = min(self.path.skill, 2) if len(rounds) > 1 or rounds in "rd" else self.path.skill
        photos = self._add_photos(activity, post_id, share, weakest)
        for n, letter in enumerate(rounds):
            sent_at = self.room.weeks.moment(min(share + n * 0.09, 0.985))
            last = n == len(rounds) - 1 and n > 0
            skill = self.path.skill if last and letter != "f" else weakest
            draft = self._draft(activity, photos, skill)
            if letter == "d":
                posts.save_draft(self.trainee, post_id, draft, sent_at)
                return
            revision_id = posts.send(self.trainee, post_id, draft, sent_at)
            if letter == "w":
                return
            judged_at = self.room.weeks.moment(min(share + n * 0.09 + 0.04, 0.99))
            marks, comment = self._judgement(activity, skill, letter)
            grading.publish(self._trainer(), revision_id, marks, comment, DECISIONS[letter], judged_at)

    def _add_photos(self, activity: Activity, post_id: int, share: float, skill: int) -> dict[int, str]:
        """The alt texts by photo id."""
        at = self.room.weeks.moment(share) - timedelta(minutes=30)
        if activity.key == PHOTO:
            name = self._scene(skill)
            files = [(self.darkroom.scene(self.room, name, shaky=skill <= 2 and self.n % 2 == 1), SHOTS[name].alt)]
        elif activity.key == CAROUSEL:
            carousel = slides.CAROUSELS[self._carousel()]
            files = [
                (self.darkroom.slide(carousel.key, n), f"{heading} {text}" if skill > 2 else "")
                for n, (heading, text) in enumerate(carousel.slides, 1)
            ]
        else:
            files = []
        return {album.add_photo(self.trainee, post_id, BytesIO(file), at): alt for file, alt in files}

    def _draft(self, activity: Activity, alt_texts: dict[int, str], skill: int) -> Draft:
        officer, role, citizen = VOICES[self.n % len(VOICES)]
        day = show_weekday(self.room.weeks.first + timedelta(days=self.n % 5))
        if activity.key == PRESS_RELEASE:
            office = people.names_of([self.trainee.id])[self.trainee.id].organisation_name
            voices = Voices(office, officer, role, citizen, day, 24 + self.n * 7, f"(0711) 000-{100 + self.n}")
            caption = release(list(NEWS)[self.n % len(NEWS)], voices, skill)
        elif activity.key == PHOTO:
            shot = SHOTS[self._scene(skill)]
            caption = f"{shot.caption}\n\n{shot.consent}".format(officer=officer, citizen=citizen, day=day)
        else:
            good, weak = CAROUSEL_TEXTS[self._carousel()]
            caption = good if skill > 2 else weak
        platform = activity.platforms[self.n % len(activity.platforms)]
        return Draft(platform, activity.audiences[0], caption, "", alt_texts)

    def _judgement(self, activity: Activity, skill: int, letter: str) -> tuple[dict[str, Mark], str]:
        """Marks around the skill, a word on the strongest and on the weakest criterion, and a sentence to close with."""
        levels = {}
        for criterion in activity.rubric.criteria:
            level = skill + self.chance.choice((-1, 0, 0, 1))
            levels[criterion.key] = max(2, min(4, level))
            if criterion.must_pass and letter != "p" and (letter == "f" or self.n % 2 == 0):
                levels[criterion.key] = 1
        best, worst = max(levels, key=lambda key: levels[key]), min(levels, key=lambda key: levels[key])
        said = {best: PRAISED[best]} if levels[best] >= 3 else {}
        if levels[worst] <= 3:
            said[worst] = ADVISED[worst]
        marks = {key: Mark(key, level, said.get(key, "")) for key, level in levels.items()}
        return marks, self.chance.choice(CLOSING[DECISIONS[letter].value])

    def _scene(self, skill: int) -> str:
        names = [name for name in SHOTS if name != "lined_up"]
        return "lined_up" if skill <= 2 and self.n % 2 == 0 else names[self.n * 5 % len(names)]

    def _carousel(self) -> str:
        return list(CAROUSEL_TEXTS)[self.n % len(CAROUSEL_TEXTS)]

    def _trainer(self) -> Actor:
        return self.room.trainers[self.n % len(self.room.trainers)]
