"""Certificates that the institution seals: they wait, the job seals them, and only then anybody gets them."""

import signal
import subprocess
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from lms.certificates import eligibility, issuing
from lms.certificates import service as certificates
from lms.certificates.models import SignedFile, SigningRun
from lms.certificates.office import current_office, save
from lms.certificates.rules import Signing
from lms.certificates.signing import service
from lms.certificates.signing.desk import SigningRunCard, desk, open_signing_run
from lms.certificates.signing.inspect import examiner
from lms.config import SealKey
from lms.kit.clock import now
from lms.kit.db import session, transaction
from lms.kit.errors import Forbidden, Invalid, NotFound
from lms.kit.jobs import Job, JobState, drain, progress
from lms.kit.storage import current_storage
from tests.authority import Authority
from tests.browser import Browser
from tests.page import words
from tests.people import Cast
from tests.story import certified, class_of
from tests.workers import Worker, until, workers_of

pytestmark = pytest.mark.usefixtures("app_context")
As = Callable[[str], Browser]
Program = Callable[[str], str]


@pytest.fixture
def authority(app: Flask) -> Authority:
    return Authority()


@pytest.fixture
def sealing(app: Flask, authority: Authority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """`sealing(key_file=…)` names the seal's key in the settings, changed as said."""
    named = authority.holder("Diskominfo Kota Contoh").files(tmp_path)

    def name(**changed: Any) -> None:
        settings = app.extensions["settings"]
        key = SealKey(**(named.model_dump() | changed))
        monkeypatch.setitem(app.extensions, "settings", settings.model_copy(update={"seal": key}))

    return name


@pytest.fixture
def office(cast: Cast, at: datetime) -> None:
    """The office seals from now on."""
    save(cast.admin, current_office().model_copy(update={"signing": Signing.SEAL}), at)


def runs() -> list[SigningRun]:
    session().rollback()
    return list(session().scalars(select(SigningRun).order_by(SigningRun.id)))


def signed() -> int:
    session().rollback()
    return session().scalar(select(func.count()).select_from(SignedFile)) or 0


def last_run(cast: Cast) -> SigningRunCard:
    return open_signing_run(cast.admin, runs()[-1].id)


def told(card: SigningRunCard) -> str:
    assert card.note
    return card.note.msgid % dict(card.note.params)


def test_issuing_ends_with_the_seal(
    cast: Cast, office: None, sealing: Callable[..., None], authority: Authority, tmp_path: Path, program: Program
) -> None:
    sealing()
    ratna, budi = certified(cast, cast.ratna, cast.budi)
    assert (ratna.waiting, budi.waiting) == (False, False)
    (run,) = runs()
    assert (run.way, sorted(run.certificate_ids)) == ("seal", sorted((ratna.id, budi.id)))
    assert last_run(cast).job.state is JobState.DONE
    with examiner() as opened:
        for card in (ratna, budi):
            published = certificates.published_pdf(card)
            assert published.startswith(certificates.pdf(card))
            (signature,) = opened.inspect(published, roots=authority.roots).signatures
            assert (signature.holds, signature.covers_whole_file, signature.trusted) == (True, True, True)
            assert card.signed
            assert card.signed.signer == signature.signer == "Diskominfo Kota Contoh"
            path = tmp_path / f"{card.id}.pdf"
            path.write_bytes(published)
            judged = subprocess.run([program("pdfsig"), path], capture_output=True, text=True, check=True).stdout
            assert "Signature is Valid" in judged
            assert "Total document signed" in judged


def test_nobody_gets_a_certificate_that_waits(cast: Cast, office: None) -> None:
    (ratna,) = certified(cast, cast.ratna)
    assert ratna.waiting
    with pytest.raises(NotFound):
        certificates.published_pdf(ratna)
    assert "the settings name no key" in told(last_run(cast))
    assert last_run(cast).job.state is JobState.DONE, "it is no fault of the job, and trying again mends nothing"


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"passphrase": "salah"}, "the passphrase is wrong"),
        ({"key_file": Path("/none/segel.key")}, "is not at /none/segel.key"),
        ({"certificate_file": Path("/none/segel.pem")}, "is not at /none/segel.pem"),
    ],
)
def test_a_seal_that_cannot_be_used_says_why_and_can_be_set_again(
    changed: dict[str, Any], expected: str, cast: Cast, office: None, sealing: Callable[..., None], as_: As
) -> None:
    sealing(**changed)
    (ratna,) = certified(cast, cast.ratna)
    assert ratna.waiting
    assert expected in told(last_run(cast))
    admin = as_("admin")
    assert ratna.number in words(admin.get(f"/batches/{cast.batch1}/signing"))
    sealing()
    answer = admin.post(f"/batches/{cast.batch1}/signing/seal")
    assert answer.location == f"/signing-runs/{runs()[-1].id}"
    drain()
    assert last_run(cast).note is None
    assert not certificates.wallet(cast.ratna)[0].waiting


def test_an_expired_certificate_seals_nothing(
    cast: Cast, office: None, sealing: Callable[..., None], authority: Authority, tmp_path: Path
) -> None:
    (tmp_path / "over").mkdir()
    over = authority.holder("Diskominfo", days=-1).files(tmp_path / "over")
    sealing(**over.model_dump())
    (ratna,) = certified(cast, cast.ratna)
    assert ratna.waiting
    assert "has expired on" in told(last_run(cast))


def test_what_was_revoked_or_replaced_meanwhile_is_not_sealed(
    cast: Cast, office: None, sealing: Callable[..., None], at: datetime
) -> None:
    ratna, budi = certified(cast, cast.ratna, cast.budi)
    certificates.revoke(cast.admin, ratna.id, "Salah orang yang diterbitkan", at)
    sealing()
    service.seal_batch(cast.admin, cast.batch1, at)
    drain()
    assert [row.certificate_id for row in session().scalars(select(SignedFile))] == [budi.id]


def test_sealing_twice_is_sealing_once(cast: Cast, office: None, sealing: Callable[..., None], at: datetime) -> None:
    certified(cast, cast.ratna, cast.budi)
    sealing()
    for _ in range(2):
        service.seal_batch(cast.admin, cast.batch1, at)
    drain()
    first = {row.certificate_id: row.digest for row in session().scalars(select(SignedFile))}
    assert len(first) == 2
    with transaction() as writing:
        writing.execute(update(Job).values(state=JobState.QUEUED, run_at=now()))
    drain()
    assert {row.certificate_id: row.digest for row in session().scalars(select(SignedFile))} == first
    with pytest.raises(Invalid):
        service.seal_batch(cast.admin, cast.batch1, at)


def test_a_file_that_came_too_late_is_not_kept(
    cast: Cast, office: None, sealing: Callable[..., None], instance: Path
) -> None:
    sealing()
    (ratna,) = certified(cast, cast.ratna)
    kept = {path for path in (instance / "files").rglob("*") if path.is_file()}
    late = service.kept(b"%PDF-1.7 another")
    assert not service.publish(ratna.id, late, signer="x", signed_at=None, by_id=None)
    assert {path for path in (instance / "files").rglob("*") if path.is_file()} == kept
    assert certificates.published_pdf(certificates.wallet(cast.ratna)[0]).startswith(b"%PDF-")


def test_only_admins_seal_and_auditors_look(cast: Cast, office: None, at: datetime) -> None:
    certified(cast, cast.ratna)
    for person in (cast.sari, cast.yanti, cast.auditor, cast.ratna):
        with pytest.raises(Forbidden):
            service.seal_batch(person, cast.batch1, at)
    assert len(desk(cast.auditor, cast.batch1).to_seal) == 1
    with pytest.raises(NotFound):
        desk(cast.sari, cast.batch1)


def test_a_certificate_signed_by_pen_waits_for_nothing(cast: Cast, sealing: Callable[..., None], as_: As) -> None:
    sealing()
    (ratna,) = certified(cast, cast.ratna)
    assert not ratna.waiting
    assert runs() == []
    assert ratna.number not in words(as_("admin").get(f"/batches/{cast.batch1}/signing"))


def test_a_stopped_run_goes_on_where_it_was(
    cast: Cast, office: None, sealing: Callable[..., None], at: datetime, as_: As
) -> None:
    certified(cast, cast.ratna)
    sealing()
    run = service.seal_batch(cast.admin, cast.batch1, at)
    admin = as_("admin")
    admin.post(f"/signing-runs/{run}/stop")
    drain()
    assert signed() == 0
    assert last_run(cast).job.state is JobState.CANCELLED
    assert admin.get(f"/signing-runs/{run}").status_code == 200
    admin.post(f"/signing-runs/{run}/resume")
    drain()
    assert signed() == 1


def test_the_time_stamp_authority_is_waited_for(
    cast: Cast, office: None, sealing: Callable[..., None], at: datetime
) -> None:
    sealing(tsa_url="http://127.0.0.1:1/tsa")
    certified(cast, cast.ratna)
    card = last_run(cast)
    assert "time stamp authority does not answer" in told(card)
    assert card.job.state is JobState.FAILED, "it is tried again"


# --- kill -9 ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def start_worker(app: Flask, authority: Authority, tmp_path: Path) -> Iterator[Callable[[], Worker]]:
    """With the key of the seal."""
    named = authority.holder("Diskominfo Kota Contoh").files(tmp_path)
    key = {
        "LMS_SEAL__KEY_FILE": str(named.key_file),
        "LMS_SEAL__CERTIFICATE_FILE": str(named.certificate_file),
        "LMS_SEAL__PASSPHRASE": named.passphrase.get_secret_value(),
    }
    with workers_of(app, **key) as start:
        yield start


@pytest.mark.real_clock
def test_killed_in_the_middle_twice_everyone_is_sealed_once(cast: Cast, start_worker: Callable[[], Worker]) -> None:
    save(cast.admin, current_office().model_copy(update={"signing": Signing.SEAL}), now())
    people = class_of(cast, 30)
    enrolments = [one.enrolment.id for one in eligibility.table_of(cast.admin, cast.batch1).ready]
    issuing.issue(cast.admin, cast.batch1, enrolments, now())
    drain()
    assert signed() == 0
    job = open_signing_run(cast.admin, service.seal_batch(cast.admin, cast.batch1, now())).job.id
    for moment in (1, 15):
        worker = start_worker()
        until(lambda least=moment: signed() >= least)
        worker.send_signal(signal.SIGKILL)
        worker.wait()
        assert moment <= signed() < 30, "it was killed in the middle"
        with transaction() as writing:  # as if a minute had passed: the lease of the dead worker ends
            writing.execute(update(Job).where(Job.id == job).values(lease_until=now() - timedelta(seconds=1)))
    start_worker()
    until(lambda: session().rollback() is None and progress(job).state is JobState.DONE)
    assert signed() == len(people) == 30
    with examiner() as opened:
        for row in session().scalars(select(SignedFile)):
            with current_storage().open(row.digest) as file:
                (signature,) = opened.inspect(file.read()).signatures
            assert (signature.holds, signature.covers_whole_file) == (True, True)


def test_the_pages_tell_how_it_stands(cast: Cast, office: None, sealing: Callable[..., None], as_: As) -> None:
    sealing()
    (ratna,) = certified(cast, cast.ratna)
    page = words(as_("auditor").get(f"/batches/{cast.batch1}/signing"))
    assert ratna.number in page
    assert "Diskominfo Kota Contoh" in page
    run = runs()[-1].id
    assert as_("auditor").get(f"/signing-runs/{run}").status_code == 200
    assert as_("auditor").post(f"/batches/{cast.batch1}/signing/seal").status_code == 403
