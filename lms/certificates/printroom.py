"""The print room: an act of the admin becomes a row and a job that leaves one file."""

from datetime import datetime
from io import BytesIO

from lms.batches import service as batches
from lms.certificates import service
from lms.certificates.models import PrintRun
from lms.certificates.press import press_many
from lms.certificates.runs import RunCard, progress_of
from lms.kit.db import session, transaction
from lms.kit.errors import Invalid, NotFound
from lms.kit.i18n import _l
from lms.kit.jobs import JobContext, enqueue, job
from lms.kit.storage import current_storage
from lms.people.actor import Actor
from lms.people.rules import Permission

PRINT_BYTES = 500 * 1024**2


def print_batch(by: Actor, batch_id: int, at: datetime) -> int:
    """Asks for one merged print file of the batch's valid certificates; the id of the run. Raises Forbidden, Invalid."""
    by.must(Permission.ISSUE)
    table = service.table_of(by, batch_id)
    if not any(candidate.certificate and not candidate.certificate.revoked for candidate in table.candidates):
        raise Invalid(_l("There is nothing to print yet: issue certificates first."))
    with transaction() as writing:
        run = PrintRun(batch_id=batch_id, by_id=by.id, at=at)
        writing.add(run)
        writing.flush()
        run.job_id = enqueue("certificates.print", {"run_id": run.id}, key=f"certificates.print:{run.id}")
        return run.id


@job("certificates.print")
def print_run(context: JobContext) -> None:
    """Sets all valid certificates of the batch into one file, in roll order."""
    run = session().get_one(PrintRun, int(context.payload["run_id"]))
    run_id = run.id
    cards = [
        candidate.certificate
        for candidate in service.candidates_of(run.batch_id)
        if candidate.certificate and not candidate.certificate.revoked
    ]
    context.progress(0, len(cards))
    stored = current_storage().put(BytesIO(press_many(card.facts for card in cards)), limit=PRINT_BYTES)
    with transaction() as writing:
        row = writing.get_one(PrintRun, run_id)
        row.digest, row.pages = stored.digest, 2 * len(cards)
    context.progress(len(cards), len(cards))


def open_print_run(by: Actor, run_id: int) -> RunCard:
    """A run of printing; `digest` names the file once it is done. Raises NotFound otherwise."""
    run = session().get(PrintRun, run_id)
    if run is None or run.job_id is None:
        raise NotFound
    batches.open_batch(by, run.batch_id)
    return RunCard(run.id, run.batch_id, run.at, progress_of(run.job_id, run.pages // 2), run.digest, run.pages)
