"""Kinds and numbers: the register's next, one letter for all, the office's own register; what was typed is kept."""

import re
from collections.abc import Callable
from datetime import datetime
from io import BytesIO

import pytest
from sqlalchemy import select

from lms.batches.rules import Mark
from lms.certificates import eligibility, issuing, office, replacing, service
from lms.certificates.models import Certificate, IssueRun, Register
from lms.certificates.numbers import Numbering
from lms.certificates.office import Numbering as Format
from lms.certificates.office import Office
from lms.certificates.replacing import Correction
from lms.certificates.rules import Kind
from lms.kit.db import session
from lms.kit.errors import Forbidden, Invalid, NotFound
from lms.kit.jobs import drain, run_job
from tests import factories
from tests.browser import Browser
from tests.page import form, words
from tests.people import Cast
from tests.story import class_of

pytestmark = pytest.mark.usefixtures("app_context")
As = Callable[[str], Browser]


@pytest.fixture
def admin(as_: As) -> Browser:
    browser = as_("admin")
    browser.post("/language", data={"locale": "en"})
    return browser


def seats(cast: Cast, kind: Kind = Kind.CERTIFICATE) -> list[int]:
    return [one.enrolment.id for one in eligibility.candidates_of(cast.batch1, kind) if one.may_be_issued]


def given() -> list[str]:
    session().rollback()
    return list(session().scalars(select(Certificate.number).order_by(Certificate.id)))


def issue(cast: Cast, chosen: list[int], at: datetime, **how: object) -> int:
    run = issuing.issue(cast.admin, cast.batch1, chosen, at, **how)
    drain()
    return run


# --- one letter for all ----------------------------------------------------------------------------------------------


def test_a_letters_number_is_taken_once_and_counted_within(cast: Cast, at: datetime) -> None:
    mask = "{kode}/{urut_massal:03}.{urut:02}/{unit}/{tahun}"
    office.save(cast.admin, Office(numbering=Format(mask=mask)), at)
    class_of(cast, 5)
    ready = seats(cast)
    first, second = issue(cast, ready[:3], at), issue(cast, ready[3:], at)
    assert given() == [
        "800.2.4/001.01/Diskominfo/2026",
        "800.2.4/001.02/Diskominfo/2026",
        "800.2.4/001.03/Diskominfo/2026",
        "800.2.4/002.01/Diskominfo/2026",
        "800.2.4/002.02/Diskominfo/2026",
    ]
    assert session().get_one(Register, ("Diskominfo", 2026)).last == 2
    assert [session().get_one(IssueRun, run).letter_n for run in (first, second)] == [1, 2]


@pytest.mark.parametrize(
    ("letter", "expected"),
    [
        ("400.14/12/Umum/2026", ["400.14/12/Umum/2026-01", "400.14/12/Umum/2026-02"]),
        ("400.14/12.{urut:03}/Umum", ["400.14/12.001/Umum", "400.14/12.002/Umum"]),
    ],
)
def test_a_typed_letter_takes_no_place_in_the_register(
    cast: Cast, at: datetime, letter: str, expected: list[str]
) -> None:
    class_of(cast, 4)
    ready = seats(cast)
    issue(cast, ready[:1], at, numbering=Numbering(letter=letter))
    issue(cast, ready[1:2], at, numbering=Numbering(letter=letter))
    assert given() == expected, "a second run goes on after the first"
    assert set(session().scalars(select(Certificate.n))) == {None}
    issue(cast, ready[2:3], at)
    assert given()[-1] == "800.2.4/001/Diskominfo/XI/2026"


# --- the office's own register ---------------------------------------------------------------------------------------


def test_typed_numbers_are_taken_as_they_are(cast: Cast, at: datetime) -> None:
    class_of(cast, 3)
    one, two, three = seats(cast)
    issue(cast, [one, two], at, numbering=Numbering(typed={one: "B-17/TU/2026", two: "B-9/TU/2026"}))
    assert given() == ["B-17/TU/2026", "B-9/TU/2026"]
    issue(cast, [three], at)
    assert given()[-1] == "800.2.4/001/Diskominfo/XI/2026", "the register counts for itself"


def test_the_register_passes_over_a_number_that_was_typed_before(cast: Cast, at: datetime) -> None:
    class_of(cast, 4)
    one, *others = seats(cast)
    issue(cast, [one], at, numbering=Numbering(typed={one: "800.2.4/002/Diskominfo/XI/2026"}))
    issue(cast, others, at)
    assert given()[1:] == [f"800.2.4/00{n}/Diskominfo/XI/2026" for n in (1, 3, 4)]


def test_what_is_wrong_with_typed_numbers_is_told_row_by_row(cast: Cast, at: datetime) -> None:
    class_of(cast, 5)
    first, one, two, three, four = seats(cast)
    issue(cast, [first], at, numbering=Numbering(typed={first: "A-1"}))
    wrong = {one: "A-1", two: "A-2", three: "A-2", four: ""}
    with pytest.raises(Invalid) as refused:
        issue(cast, [one, two, three, four], at, numbering=Numbering(typed=wrong))
    assert set(refused.value.fields) == {f"number-{one}", f"number-{three}", f"number-{four}"}
    with pytest.raises(Invalid) as refused:
        issue(cast, [one], at, numbering=Numbering(typed={one: "A" * 121}))
    assert set(refused.value.fields) == {f"number-{one}"}
    for letter in ("", "L" * 120):
        with pytest.raises(Invalid) as refused:
            issue(cast, [one], at, numbering=Numbering(letter=letter))
        assert set(refused.value.fields) == {"letter"}
    assert given() == ["A-1"]


def test_a_typed_number_that_was_used_meanwhile_leaves_that_one_out(cast: Cast, at: datetime) -> None:
    class_of(cast, 3)
    one, two, three = seats(cast)
    late = issuing.issue(cast.admin, cast.batch1, [one, two], at, numbering=Numbering(typed={one: "A-1", two: "A-2"}))
    fast = issuing.issue(cast.admin, cast.batch1, [three], at, numbering=Numbering(typed={three: "A-1"}))
    for run in (fast, late):
        run_job(issuing.open_issue_run(cast.admin, run).job.id)
    assert sorted(given()) == ["A-1", "A-2"]
    (reasons,) = issuing.open_issue_run(cast.admin, late).refused.values()
    assert "A-1" in str(reasons[0].params)


# --- kinds -----------------------------------------------------------------------------------------------------------


def test_each_kind_is_for_other_people(cast: Cast, at: datetime) -> None:
    """Passed: a certificate. Attended without passing: a letter. An award: whoever is chosen."""
    ratna, budi = cast.enrolment(cast.ratna), cast.enrolment(cast.budi)
    (passed,) = class_of(cast, 1)
    factories.meeting(cast.batch1, {ratna: Mark.PRESENT, budi: Mark.ABSENT}, by=cast.sari, at=at)
    found = {kind: seats(cast, kind) for kind in Kind}
    (own,) = found[Kind.CERTIFICATE]
    assert found[Kind.STATEMENT] == [ratna]
    assert set(found[Kind.AWARD]) == {ratna, budi, own}
    issue(cast, [ratna], at, kind=Kind.STATEMENT)
    issue(cast, [own], at)
    issue(cast, [own, budi], at, kind=Kind.AWARD, wording="Akun Terbaik: @dinkes")
    assert [number[8:11] for number in given()] == ["001", "002", "003", "004"], "one register for all kinds"
    cards = {card.kind: card for card in service.wallet(passed)}
    assert set(cards) == {Kind.CERTIFICATE, Kind.AWARD}
    assert (cards[Kind.AWARD].facts.title, cards[Kind.AWARD].facts.statement) == (
        "PIAGAM PENGHARGAAN",
        "Akun Terbaik: @dinkes",
    )
    (letter,) = service.wallet(cast.ratna)
    assert (letter.facts.title, letter.facts.statement, letter.facts.predicate) == (
        "SURAT KETERANGAN",
        "Telah mengikuti",
        None,
    )
    with pytest.raises(Invalid):
        issue(cast, [own], at, kind=Kind.AWARD, wording="Peserta Terbaik II")


def test_a_letter_speaks_of_the_hours_attended_and_of_no_others(cast: Cast, at: datetime) -> None:
    ratna = cast.enrolment(cast.ratna)
    for mark, jp in ((Mark.PRESENT, 4), (Mark.LATE, 3), (Mark.PRESENT, 2), (Mark.PRESENT, 2), (Mark.ABSENT, 6)):
        factories.meeting(cast.batch1, {ratna: mark}, by=cast.sari, at=at, jp=jp)
    issue(cast, [ratna], at, kind=Kind.STATEMENT)
    (letter,) = service.wallet(cast.ratna)
    assert letter.facts.jp == "11 (sebelas) Jam Pelajaran"
    assert letter.facts.jp_total == "11"
    assert [(subject.title, subject.jp, subject.units) for subject in letter.facts.subjects] == [
        ("Jurnalistik", "11", ())
    ]


@pytest.mark.parametrize("wording", ["", "ab", "x" * 121])
def test_an_award_says_what_it_is_for(cast: Cast, at: datetime, wording: str) -> None:
    class_of(cast, 1)
    with pytest.raises(Invalid) as refused:
        issue(cast, seats(cast, Kind.AWARD)[:1], at, kind=Kind.AWARD, wording=wording)
    assert set(refused.value.fields) == {"wording"}


# --- the dry run -----------------------------------------------------------------------------------------------------


def test_the_dry_run_shows_numbers_doubts_and_pages_and_gives_nothing_out(cast: Cast, admin: Browser) -> None:
    class_of(cast, 7)
    page = admin.get(f"/batches/{cast.batch1}/certificates")
    dry = form(page, "/issue").send(admin, press=f"/batches/{cast.batch1}/certificates/check")
    told = words(dry)
    for n in range(1, 8):
        assert f"800.2.4/00{n}/Diskominfo/XI/2026" in told
    assert "No NIP is recorded" in told
    assert "Issue 7" in told
    assert len(re.findall(r'<img[^>]*src="[^"]*/certificates/proof/', dry.text)) == 5
    assert given() == []
    assert session().get(Register, ("Diskominfo", 2026)) is None
    proof = admin.get(f"/batches/{cast.batch1}/certificates/proof/{seats(cast)[0]}.png?number=1/2026")
    assert proof.data.startswith(b"\x89PNG")
    assert admin.get(f"/batches/{cast.batch2}/certificates/proof/{seats(cast)[0]}.png").status_code == 404


def test_whoever_cannot_be_printed_is_told_before_and_left_out_after(cast: Cast, admin: Browser) -> None:
    seat = factories.enrolment(
        cast.batch1,
        factories.person("hantu", "ラトナ", cast.dinkes, at=datetime.now().astimezone()),
        cast.dinkes,
        at=datetime.now().astimezone(),
    )
    factories.meeting(cast.batch1, {seat: Mark.PRESENT}, by=cast.sari, at=datetime.now().astimezone())
    class_of(cast, 1)
    dry = admin.post(
        f"/batches/{cast.batch1}/certificates/check",
        data={"kind": "award", "wording": "Terbaik", "enrolment": [str(one) for one in seats(cast, Kind.AWARD)]},
    )
    assert "Left out" in words(dry)
    form(dry, "/issue").send(admin)
    drain()
    assert [number[8:11] for number in given()] == ["001", "002", "003"], "of four, one is left out"
    assert "ラトナ" in words(admin.get("/issue-runs/1"))


def test_typed_numbers_that_are_refused_stay_on_the_page(cast: Cast, admin: Browser) -> None:
    class_of(cast, 2)
    one, two = seats(cast)
    page = f"/batches/{cast.batch1}/certificates"
    typed = {"enrolment": [str(one), str(two)], "way": "typed", f"number-{one}": "A-1", f"number-{two}": "A-1"}
    refused = admin.post(f"{page}/issue", data=typed)
    assert refused.status_code == 422
    assert "stands here twice, also at row 1" in words(refused)
    again = form(refused, "/issue")
    assert (again.value(f"number-{one}"), again.value("way")) == ("A-1", "typed")
    done = again.put(f"number-{two}", "A-2").send(admin)
    assert done.status_code == 303
    drain()
    assert given() == ["A-1", "A-2"]


def test_a_run_is_stopped_and_continued_from_its_page(cast: Cast, at: datetime, admin: Browser) -> None:
    class_of(cast, 2)
    run = issuing.issue(cast.admin, cast.batch1, seats(cast), at)
    address = f"/issue-runs/{run}"
    form(admin.get(address), "/cancel").send(admin)
    drain()
    stopped = admin.get(address)
    assert "Issuing was stopped." in words(stopped)
    assert given() == []
    form(stopped, "/resume").send(admin)
    drain()
    assert "All certificates are issued." in words(admin.get(address))
    assert len(given()) == 2


def test_only_admins_stop_runs_and_look_at_proofs(cast: Cast, at: datetime) -> None:
    class_of(cast, 1)
    run = issuing.issue(cast.admin, cast.batch1, seats(cast), at)
    for other in cast.everyone().values():
        if other != cast.admin:
            for act in (issuing.cancel_run, issuing.resume_run):
                with pytest.raises((Forbidden, NotFound)):
                    act(other, run)


# --- the register ----------------------------------------------------------------------------------------------------


def test_the_register_is_searched_by_number_name_kind_year_and_state(cast: Cast, at: datetime, admin: Browser) -> None:
    class_of(cast, 4)
    ready = seats(cast)
    issue(cast, ready, at)
    issue(cast, ready[:1], at, kind=Kind.AWARD, wording="Peserta Terbaik")
    office.save(cast.admin, Office(signing=office.Signing.TTE), at)
    issue(cast, ready[1:2], at, kind=Kind.AWARD, wording="Peserta Terbaik")
    cards = {card.facts.name: card for card in service.cards_of_batch(cast.batch1) if card.kind is Kind.CERTIFICATE}
    service.revoke(cast.admin, cards["Peserta 01"].id, "Peserta tidak hadir.", at)
    replacing.replace_certificate(cast.admin, cards["Peserta 02"].id, Correction("x", "y", "Nama salah tulis."), at)

    def names(query: str) -> int:
        return admin.get(f"/register?{query}").text.count("<tr>") - 1

    for query, expected in {
        "": 7,
        "q=peserta+03": 1,
        "q=002": 2,
        "q=%25": -1,
        "kind=award": 2,
        "year=2026": 7,
        "year=2025": -1,
        "state=revoked": 1,
        "state=replaced": 1,
        "state=waiting": 2,
        "state=valid": 3,
        "state=valid&kind=award": 1,
        "kind=nonsense&state=nonsense&year=x": 7,
    }.items():
        assert names(query) == expected, query
    assert "Nothing fits" in words(admin.get("/register?q=%25"))


# --- pages of the office and of a replacement ------------------------------------------------------------------------


LAYOUTS = {"layout_certificate": "songket", "layout_award": "piagam", "layout_statement": "keterangan"}


def test_the_office_is_typed_beside_its_picture(cast: Cast, admin: Browser) -> None:
    page = form(admin.get("/office"), "/office").fill(**LAYOUTS)
    refused = page.fill(name="Siti Rahmawati", mask="{kode}/{tahun}", nip="12").send(admin)
    assert refused.status_code == 422
    assert "The number format needs {urut}" in words(refused)
    assert "A NIP has exactly 18 digits." in words(refused)
    again = form(refused, "/office").fill(**LAYOUTS)
    assert again.value("name") == "Siti Rahmawati"
    assert admin.get("/office").text.count("data:image/png") == 2
    seen = again.fill(mask="{urut:04}/{tahun}", nip="19700101 199503 2 001").send(
        admin, press="/office/preview#preview"
    )
    assert "0007/2026" in words(seen)
    assert office.current_office() == Office(), "a preview saves nothing"
    assert form(seen, "/office").fill(**LAYOUTS).send(admin).status_code == 303
    saved = office.current_office()
    assert (saved.signatory.name, saved.signatory.nip, saved.numbering.mask) == (
        "Siti Rahmawati",
        "197001011995032001",
        "{urut:04}/{tahun}",
    )
    told = words(admin.get("/office"))
    assert "The settings are saved." in told
    assert "signer, numbering, layouts" in told


def test_an_emblem_is_uploaded_with_the_form_and_chosen(cast: Cast, admin: Browser) -> None:
    fields = form(admin.get("/office"), "/office").fields
    typed = {name: values[0] for name, values in fields.items()} | LAYOUTS
    refused = admin.post("/office", data=typed | {"picture": (BytesIO(b"%PDF-1.7"), "logo.png")})
    assert refused.status_code == 422
    assert "PDF" in words(refused)
    typed |= {"signer": "head", "position": "Wali Kota Palembang"}
    sent = admin.post("/office", data=typed | {"picture": (BytesIO(factories.jpeg(400, 400)), "garuda.jpg")})
    assert sent.status_code == 303
    saved = office.current_office()
    assert saved.letterhead.emblem == office.SHIELD
    assert saved.emblem == saved.letterhead.state_emblem == office.emblems(cast.admin)[0].digest
    assert admin.get(f"/office/emblems/{saved.emblem}.png").data.startswith(b"\x89PNG")


def test_a_replacement_is_typed_on_its_page(cast: Cast, at: datetime, admin: Browser) -> None:
    class_of(cast, 1)
    issue(cast, seats(cast), at)
    (card,) = service.cards_of_batch(cast.batch1)
    page = form(admin.get(f"/certificates/{card.id}/replace"), "/replace")
    refused = page.fill(position="Analis", reason="salah").send(admin)
    assert refused.status_code == 422
    again = form(refused, "/replace")
    assert (again.value("position"), again.value("reason")) == ("Analis", "salah")
    assert [again.fill(reason="Jabatan salah cetak.").send(admin).status_code for _ in range(2)] == [303, 303]
    assert [one.version for one in service.cards_of_batch(cast.batch1)] == [1, 2]
    assert "replaces the one of" in words(admin.get(f"/batches/{cast.batch1}/certificates"))
    assert admin.get(f"/certificates/{card.id}/replace").status_code == 409
