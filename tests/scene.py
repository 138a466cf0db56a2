"""One of everything that belongs to Ratna, made by the services: a post on the desk, a quiz, a certificate, a print."""

from dataclasses import dataclass
from decimal import Decimal
from io import BytesIO

from lms.authoring import service as authoring
from lms.batches.rules import Mark
from lms.catalog import archive
from lms.catalog.pack import Module
from lms.catalog.proof import Proof
from lms.catalog.service import current_catalog
from lms.certificates import issuing, office, printroom
from lms.certificates import service as certificates
from lms.certificates.models import SignedFile, SigningRun
from lms.certificates.office import Letterhead, Office
from lms.certificates.rules import Signing
from lms.kit import jobs
from lms.kit.db import transaction
from lms.kit.storage import current_storage
from lms.learning import service as learning
from lms.learning.notes import keep_note
from lms.people import accounts
from lms.posts import album
from lms.posts import service as posts
from lms.quizzes import service as quizzes
from tests import factories
from tests.people import AT, Cast


@dataclass(frozen=True, slots=True)
class Scene:
    module: str
    activity: str
    quiz: str
    lesson: str
    picture: str
    pack: str
    """The edition of the module that is taught."""
    edition: int
    """One that waits for a decision."""
    post: int
    photo: int
    revision: int
    attempt: int
    session: int
    certificate: int
    code: str
    emblem: str
    issue_run: int
    print_run: int
    signing_run: int
    welcome: str
    """The token of an unused one-time link."""


def play(cast: Cast) -> Scene:
    """Needs an application context; runs the jobs that follow."""
    catalog = current_catalog()
    activity = next(one for module in catalog.modules.values() for one in module.activities if one.min_photos == 1)
    module = catalog.modules[activity.key.partition("/")[0]]
    post = posts.ensure_post(cast.ratna, cast.batch1, activity.key, AT)
    photos = [
        album.add_photo(cast.ratna, post, BytesIO(factories.jpeg(1400, 1400, shade=shade)), AT)
        for shade in range(activity.min_photos)
    ]
    jobs.drain()
    draft = posts.Draft(
        platform=activity.platforms[0] if activity.platforms else "",
        audience=activity.audiences[0] if activity.audiences else "",
        caption="Ratna menulis tentang posyandu di Kertapati. " * 12,
        live_url="https://example.org/posyandu",
        alt_texts=dict.fromkeys(photos, "Ibu-ibu menimbang balita di posyandu"),
    )
    revision = posts.send(cast.ratna, post, draft, AT)
    lesson = module.lessons[0].key
    learning.keep_place(cast.ratna, cast.batch1, lesson, 9, 8, AT)
    keep_note(cast.ratna, cast.batch1, lesson, "Tanya wali kelas.", over="", form="", at=AT)
    quiz = next(one for one in module.quizzes if one.counted)
    attempt = quizzes.start(cast.ratna, cast.batch1, quiz.key, AT)
    quizzes.send(cast.ratna, attempt, {}, "", AT, incomplete=True)
    enrolment = cast.enrolment(cast.ratna)
    session = factories.meeting(cast.batch1, {enrolment: Mark.PRESENT}, by=cast.sari, at=AT)
    factories.results(enrolment, Decimal(85), by=cast.sari, at=AT)
    emblem = office.add_emblem(cast.admin, BytesIO(factories.jpeg(300, 300)), "logo.jpg", AT).digest
    office.save(cast.admin, Office(letterhead=Letterhead(emblem=emblem)), AT)
    issue_run = issuing.issue(cast.admin, cast.batch1, [enrolment], AT)
    jobs.drain()
    print_run = printroom.print_batch(cast.admin, cast.batch1, AT)
    jobs.drain()
    (certificate,) = certificates.wallet(cast.ratna)
    _sign_and_revoke(cast)
    return Scene(
        module=module.key,
        activity=_slug(activity.key),
        quiz=_slug(quiz.key),
        lesson=_slug(lesson),
        picture=next(iter(module.images)),
        pack=module.edition,
        edition=_proposal(cast, module),
        post=post,
        photo=photos[0],
        revision=revision,
        attempt=attempt,
        session=session,
        certificate=certificate.id,
        code=certificate.token,
        emblem=emblem,
        issue_run=issue_run,
        print_run=print_run,
        signing_run=_signing_run(cast),
        welcome=accounts.link_for(cast.admin, cast.stranger.id, AT).rpartition("/")[2],
    )


def _proposal(cast: Cast, module: Module) -> int:
    """The module with one more note for authors, proposed by Sari."""
    files = archive.unpacked(Proof(), BytesIO(authoring.packed(cast.sari, module.key, module.edition)), "pack.zip")
    pack = archive.packed({**files, f"{module.key}/README.md": b"Untuk penulis."})
    return authoring.propose(cast.sari, BytesIO(pack), f"{module.key}.zip", "Catatan untuk penulis", AT).id


def _sign_and_revoke(cast: Cast) -> None:
    """A guest's certificate: signed elsewhere, brought back, and revoked since."""
    guest = factories.person("tamu", "Tamu Kehormatan", cast.dinkes, at=AT)
    seat = factories.enrolment(cast.batch1, guest, cast.dinkes, at=AT)
    factories.meeting(cast.batch1, {seat: Mark.PRESENT}, by=cast.sari, at=AT)
    factories.results(seat, Decimal(90), by=cast.sari, at=AT)
    office.save(cast.admin, Office(signing=Signing.TTE), AT)
    issuing.issue(cast.admin, cast.batch1, [seat], AT)
    jobs.drain()
    (card,) = certificates.wallet(guest)
    signed = current_storage().put(BytesIO(certificates.pdf(card) + b"% signed"), limit=10**6)
    with transaction() as writing:
        writing.add(
            SignedFile(certificate_id=card.id, digest=signed.digest, signer="Tamu", signed_at=AT, by_id=None, at=AT)
        )
    certificates.revoke(cast.admin, card.id, "Peserta ternyata tidak hadir.", AT)


def _signing_run(cast: Cast) -> int:
    """A parcel for the signing application, as the job leaves it."""
    stored = current_storage().put(BytesIO(b"a parcel"), limit=100)
    with transaction() as writing:
        run = SigningRun(batch_id=cast.batch1, way="out", digest=stored.digest, by_id=cast.admin.id, at=AT)
        writing.add(run)
        writing.flush()
        return run.id


def _slug(key: str) -> str:
    """ "photography/single-photo" is single-photo in an address."""
    return key.partition("/")[2]
