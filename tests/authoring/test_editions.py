"""From a trainer's pack to what a batch is taught: proposed, compared, approved, and never under a running batch."""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from werkzeug.test import TestResponse

from lms.authoring import service
from lms.batches import planning
from lms.batches import service as batches
from lms.batches.drafts import BatchDraft
from lms.batches.rules import Mode
from lms.catalog import archive, editions
from lms.catalog.loader import read_files
from lms.catalog.pack import BrokenPack
from lms.catalog.proof import Proof
from lms.catalog.rules import EditionState, Source
from lms.catalog.service import current_catalog
from lms.config import resource
from lms.kit.errors import Forbidden, NotFound
from tests.browser import Browser
from tests.people import Cast

LESSON = "journalism/lessons/03-lead-and-pyramid.md"
NEW_WORDS = "Kalimat baru dari kota."

pytestmark = pytest.mark.usefixtures("app_context")


@pytest.fixture
def pack() -> dict[str, bytes]:
    """The module as it ships, by path."""
    return {
        name: content for name, content in read_files(Proof(), resource("courses")).items() if "journalism/" in name
    }


def changed(pack: dict[str, bytes]) -> dict[str, bytes]:
    return {**pack, LESSON: pack[LESSON] + f"\n{NEW_WORDS}\n".encode()}


def upload(browser: Browser, files: dict[str, bytes], name: str = "journalism.zip", note: str = "") -> TestResponse:
    return browser.post("/editions", data={"pack": (BytesIO(archive.packed(files)), name), "note": note})


def approved(cast: Cast, files: dict[str, bytes], at: datetime) -> str:
    """The edition of these files, proposed and approved."""
    card = service.propose(cast.sari, BytesIO(archive.packed(files)), "journalism.zip", "", at)
    return service.decide(cast.admin, card.id, EditionState.APPROVED, at).edition


def new_batch(cast: Cast) -> int:
    day = date(2026, 12, 1)
    draft = BatchDraft("Angkatan baru", "Bimtek", 2026, day, day + timedelta(days=5), "Palembang", Mode.HYBRID)
    return planning.create_batch(cast.admin, draft)


def test_from_a_pack_to_a_new_batch(
    as_: Callable[[str], Browser], cast: Cast, pack: dict[str, bytes], at: datetime
) -> None:
    trainer, admin = as_("sari"), as_("admin")
    taught = current_catalog().modules["journalism"].edition
    taken = trainer.get(f"/courses/journalism/{taught}.zip")
    files = archive.unpacked(Proof(), BytesIO(taken.data), "journalism.zip")
    assert files == pack

    answer = upload(trainer, changed(files), note="Contoh baru untuk lead")
    assert answer.status_code == 303
    proposal = answer.location
    page = trainer.get(proposal).text
    assert NEW_WORDS in page
    assert "Contoh baru untuk lead" in page
    assert "/approve" not in page
    assert trainer.post(f"{proposal}/approve").status_code == 403
    assert NEW_WORDS in trainer.get(f"{proposal}/lessons/lead-and-pyramid").text

    running = admin.get(f"/learn/{cast.batch1}/journalism/lead-and-pyramid").text
    assert admin.post(f"{proposal}/approve").status_code == 303
    batch = new_batch(cast)
    assert NEW_WORDS in admin.get(f"/learn/{batch}/journalism/lead-and-pyramid").text
    assert NEW_WORDS not in running
    assert NEW_WORDS not in admin.get(f"/learn/{cast.batch1}/journalism/lead-and-pyramid").text


def test_a_batch_shows_the_pictures_of_its_own_edition(
    as_: Callable[[str], Browser], cast: Cast, pack: dict[str, bytes], at: datetime
) -> None:
    name = next(name for name in pack if name.endswith(".svg"))
    drawing = pack[name].replace(b"</svg>", b"<g/></svg>")
    edition = approved(cast, {**pack, name: drawing}, at)
    picture = name.removeprefix("journalism/images/")
    admin = as_("admin")
    assert admin.get(f"/courses/journalism/images/{picture}?v={edition}").data == drawing
    assert admin.get(f"/courses/journalism/images/{picture}").data == pack[name]


def test_a_broken_pack_keeps_nothing_and_names_every_error(
    as_: Callable[[str], Browser], pack: dict[str, bytes]
) -> None:
    broken = changed(pack)
    broken["journalism/rubrics.yaml"] = broken["journalism/rubrics.yaml"].replace(b"weight: 25", b"weight: 26", 1)
    broken[LESSON] += b"\n<script>alert(1)</script>\n"
    answer = upload(as_("sari"), broken, note="Coba")
    assert answer.status_code == 422
    assert re.search(r"journalism/rubrics\.yaml</code></dt>\s*<dd><b>Baris \d+</b>: ", answer.text)
    assert re.search(r"<dt><code>\S+/03-lead-and-pyramid\.md</code></dt>\s*<dd><b>Baris \d+</b>: ", answer.text)
    assert re.search(r"<dd><b>Baris \d+</b>: [^<]*&lt;script&gt;", answer.text)
    assert ">Coba</textarea>" in answer.text
    assert editions.shelf() == []


def test_a_lesson_cannot_get_lost_by_a_new_name(cast: Cast, pack: dict[str, bytes], at: datetime) -> None:
    renamed = {name.replace("lead-and-pyramid", "lead-and-more"): content for name, content in pack.items()}
    for name in ("module.yaml", "quizzes/pre-test.yaml", "quizzes/post-test.yaml"):
        renamed[f"journalism/{name}"] = renamed[f"journalism/{name}"].replace(b"lead-and-pyramid", b"lead-and-more")
    for name, content in renamed.items():
        if name.endswith(".md"):
            renamed[name] = content.replace(b"lead-and-pyramid", b"lead-and-more")
    with pytest.raises(BrokenPack, match='The lesson "lead-and-pyramid" of the edition in use is gone'):
        service.propose(cast.sari, BytesIO(archive.packed(renamed)), "journalism.zip", "", at)
    renamed["journalism/module.yaml"] += b"\nretired: [lead-and-pyramid]\n"
    assert service.propose(cast.sari, BytesIO(archive.packed(renamed)), "journalism.zip", "", at)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda pack: {}, "The archive holds no module.yaml"),
        (lambda pack: {**pack, "photography/module.yaml": b""}, "The archive holds 2 modules"),
        (lambda pack: {name.replace("journalism", "jurnalism"): it for name, it in pack.items()}, "did you mean"),
    ],
)
def test_a_pack_is_one_module(
    cast: Cast, pack: dict[str, bytes], at: datetime, change: Callable[[dict[str, bytes]], dict[str, bytes]], said: str
) -> None:
    with pytest.raises(BrokenPack, match=said):
        service.propose(cast.sari, BytesIO(archive.packed(change(pack))), "journalism.zip", "", at)


@pytest.mark.parametrize("where", ["", "Unduhan/courses/"])
def test_a_pack_is_found_however_deep_its_folder_lies(
    cast: Cast, pack: dict[str, bytes], at: datetime, where: str
) -> None:
    lying = {where + name.removeprefix("" if where else "journalism/"): content for name, content in pack.items()}
    card = service.propose(cast.sari, BytesIO(archive.packed(lying)), "journalism.zip", "", at)
    assert card.edition == current_catalog().modules["journalism"].edition


def test_what_all_modules_share_is_not_changed_by_a_pack(cast: Cast, pack: dict[str, bytes], at: datetime) -> None:
    own = {**pack, "programme.yaml": b"pass_score: 1"}
    card = service.propose(cast.sari, BytesIO(archive.packed(own)), "journalism.zip", "", at)
    assert card.edition == current_catalog().modules["journalism"].edition


def test_the_same_pack_twice_is_one_proposal(cast: Cast, pack: dict[str, bytes], at: datetime) -> None:
    first, again = (
        service.propose(cast.sari, BytesIO(archive.packed(changed(pack))), "journalism.zip", "", at) for _ in range(2)
    )
    assert first == again
    assert len(editions.shelf()) == 1


def test_a_decision_is_made_once(as_: Callable[[str], Browser], cast: Cast, pack: dict[str, bytes]) -> None:
    admin = as_("admin")
    proposal = upload(as_("sari"), changed(pack)).location
    assert admin.post(f"{proposal}/refuse").status_code == 303
    assert admin.post(f"{proposal}/refuse").status_code == 303
    assert admin.post(f"{proposal}/approve").status_code == 409
    assert editions.current() == {}


def test_only_authors_see_the_shelf(cast: Cast, at: datetime) -> None:
    for outsider in (cast.ratna, cast.auditor):
        with pytest.raises(Forbidden):
            service.shelf(outsider)
        with pytest.raises(Forbidden):
            service.open_edition(outsider, 1)
    with pytest.raises(NotFound):
        service.open_edition(cast.sari, 999)


# --- the installation's own ------------------------------------------------------------------------------------------


def installed(folder: Path, words: str = "") -> Path:
    """The courses that ship in a folder of their own, with some words more."""
    for name, content in read_files(Proof(), resource("courses")).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content + (f"\n{words}\n".encode() if name == LESSON and words else b""))
    return folder


def test_the_installation_is_taken_in_once(at: datetime) -> None:
    for _again in range(2):
        editions.take_in(resource("courses"), at)
    assert editions.current() == {key: module.edition for key, module in current_catalog().modules.items()}
    assert {card.source for card in editions.shelf()} == {Source.INSTALLATION}
    assert len(editions.shelf()) == 3


def test_batches_from_before_editions_keep_what_is_taught_now(cast: Cast, tmp_path: Path, at: datetime) -> None:
    editions.take_in(resource("courses"), at)
    planning.begin_older_batches()
    before = editions.current()
    editions.take_in(installed(tmp_path, NEW_WORDS), at + timedelta(days=1))
    planning.begin_older_batches()
    assert batches.batch_card(cast.batch1).editions == before
    assert editions.current()["journalism"] != before["journalism"]
    assert batches.batch_card(new_batch(cast)).editions == editions.current()


def test_an_update_that_is_taken_back_is_taught_no_more(tmp_path: Path, at: datetime) -> None:
    editions.take_in(resource("courses"), at)
    before = editions.current()
    editions.take_in(installed(tmp_path, NEW_WORDS), at + timedelta(days=1))
    assert editions.current() != before
    for day in (2, 3):
        editions.take_in(resource("courses"), at + timedelta(days=day))
        assert editions.current() == before


def test_an_update_does_not_replace_an_edition_of_the_city(
    cast: Cast, pack: dict[str, bytes], tmp_path: Path, at: datetime
) -> None:
    editions.take_in(resource("courses"), at)
    own = approved(cast, changed(pack), at + timedelta(hours=1))
    editions.take_in(installed(tmp_path, "Dari pembaruan."), at + timedelta(days=1))
    assert editions.current()["journalism"] == own
    assert editions.waiting() == 1


def test_a_batch_whose_edition_is_lost_is_taught_what_ships(cast: Cast) -> None:
    assert batches.catalog_of({"journalism": "0" * 12}) == current_catalog()
