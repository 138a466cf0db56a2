"""Which pages there are to be looked at, and as whom: a row each."""

from dataclasses import dataclass
from typing import Final

from lms.demo import roll

NOBODY: Final = ""


@dataclass(frozen=True, slots=True)
class Shot:
    """A page as `login` sees it. Words in braces in the path are filled in from the city; `click` opens something first."""

    name: str
    login: str
    path: str
    click: str = ""


LEARNER: Final = "ahmad.zulkarnain"
"""Somebody of Angkatan II, in the middle of a quiz."""
TRAINEE, TRAINER, ADMIN, AUDITOR, OPD = roll.TRAINEE, "pelatih", "admin", "auditor", "opd"
SHOTS: Final = (
    Shot("sign-in", NOBODY, "/sign-in"),
    Shot("welcome", NOBODY, "/welcome/{welcome}"),
    Shot("verify-form", NOBODY, "/verify"),
    Shot("verify-valid", NOBODY, "/v/{valid}"),
    Shot("verify-revoked", NOBODY, "/v/{revoked}"),
    Shot("verify-unknown", NOBODY, "/v/00000000000000000000000000"),
    Shot("verify-english", NOBODY, "/v/{valid}?lang=en"),
    Shot("verify-file", NOBODY, "/verify/file"),
    Shot("desk-trainee", TRAINEE, "/"),
    Shot("menu", TRAINEE, "/", click=".menu > summary"),
    Shot("growth-beginning", TRAINEE, "/scores"),
    Shot("course", TRAINEE, "/learn/1"),
    Shot("lesson", TRAINEE, "/learn/1/{lesson}"),
    Shot("lesson-search", TRAINEE, "/learn/1/search?q=foto+anak"),
    Shot("glossary", TRAINEE, "/learn/1/glossary"),
    Shot("notes", TRAINEE, "/notes"),
    Shot("quiz", TRAINEE, "/quizzes/1/social-media/post-test"),
    Shot("quiz-attempt", "{learner}", "/attempts/{begun}"),
    Shot("quiz-result", TRAINEE, "/attempts/{answered}/result"),
    Shot("quiz-passed", TRAINEE, "/quizzes/1/journalism/post-test"),
    Shot("pre-test", TRAINEE, "/quizzes/1/journalism/pre-test"),
    Shot("pre-test-result", TRAINEE, "/attempts/{pre_tested}/result"),
    Shot("task", TRAINEE, "/tasks/1/social-media/instagram-gen-z"),
    Shot("post-returned", TRAINEE, "/posts/{returned}"),
    Shot("post-feedback", TRAINEE, "/posts/{returned}/feedback"),
    Shot("post-composer", TRAINEE, "/posts/{returned}/edit"),
    Shot("post-passed", TRAINEE, "/posts/{passed}"),
    Shot("wallet-empty", TRAINEE, "/certificates"),
    Shot("account", TRAINEE, "/me"),
    Shot("desk-finished", "{holder}", "/"),
    Shot("growth-finished", "{holder}", "/scores"),
    Shot("wallet", "{holder}", "/certificates"),
    Shot("wallet-share", "{holder}", "/certificates", click=".certificate-card summary"),
    Shot("desk-trainer", TRAINER, "/"),
    Shot("queue", TRAINER, "/queue"),
    Shot("grading", TRAINER, "/grading/{waiting}"),
    Shot("grading-levels", TRAINER, "/grading/{waiting}/levels", click=".exemplar summary"),
    Shot("practice", TRAINER, "/batches/1/practice"),
    Shot("courses", ADMIN, "/editions"),
    Shot("edition", ADMIN, "/editions/{edition}"),
    Shot("edition-lesson", TRAINER, "/editions/{edition}/lessons/lead-and-pyramid"),
    Shot("edition-task", TRAINER, "/editions/{edition}/tasks/press-release"),
    Shot("tests", TRAINER, "/batches/1/tests"),
    Shot("test-questions", TRAINER, "/batches/1/tests/journalism/post-test"),
    Shot("desk-admin", ADMIN, "/"),
    Shot("batches", ADMIN, "/batches"),
    Shot("batch", ADMIN, "/batches/1"),
    Shot("batch-new", ADMIN, "/batches/new"),
    Shot("batch-edit", ADMIN, "/batches/1/edit"),
    Shot("roster", ADMIN, "/batches/1/roster"),
    Shot("enrol", ADMIN, "/batches/2/enrol"),
    Shot("sessions", ADMIN, "/batches/1/sessions"),
    Shot("session-new", ADMIN, "/batches/1/sessions/new"),
    Shot("attendance", ADMIN, "/sessions/1"),
    Shot("deadlines", ADMIN, "/batches/1/deadlines"),
    Shot("trainers", ADMIN, "/batches/1/trainers"),
    Shot("certificates", ADMIN, "/batches/1/certificates"),
    Shot("certificates-awards", ADMIN, "/batches/1/certificates?kind=award"),
    Shot("certificates-statements", ADMIN, "/batches/1/certificates?kind=statement"),
    Shot("certificates-check", ADMIN, "/batches/1/certificates", click='button[formaction$="/check"]'),
    Shot("office", ADMIN, "/office"),
    Shot("certificate-replace", ADMIN, "/certificates/{certificate}/replace"),
    Shot("issue-run", ADMIN, "/issue-runs/1"),
    Shot("print-room", ADMIN, "/batches/1/certificates/print"),
    Shot("print-run", ADMIN, "/print-runs/{printed}"),
    Shot("register-book", ADMIN, "/register/book"),
    Shot("signing", ADMIN, "/batches/1/signing"),
    Shot("signing-run", ADMIN, "/signing-runs/{came_back}"),
    Shot("certificate-revoke", ADMIN, "/certificates/{certificate}/revoke"),
    Shot("register", ADMIN, "/register"),
    Shot("register-search", ADMIN, "/register?state=revoked&q=a"),
    Shot("bank", TRAINER, "/bank"),
    Shot("bank-lesson", TRAINER, "/bank/journalism/lessons/lead-and-pyramid"),
    Shot("bank-import", TRAINER, "/bank/journalism/import"),
    Shot("bank-export", TRAINER, "/bank/journalism/export"),
    Shot("people", ADMIN, "/people"),
    Shot("person", ADMIN, "/people/{person}"),
    Shot("person-new", ADMIN, "/people/new"),
    Shot("desk-auditor", AUDITOR, "/"),
    Shot("desk-opd", OPD, "/"),
    Shot("roster-opd", OPD, "/batches/1/roster"),
    Shot("refused", OPD, "/people"),
    Shot("not-found", TRAINEE, "/posts/999999"),
)
