"""The round trip to the official in a browser: the ZIP goes out, a wrong and a right file come back, the holder gets the right one."""

import zipfile
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import pytest

from lms.certificates.office import current_office, save
from lms.certificates.rules import Signing
from tests import story
from tests.authority import Authority
from tests.e2e.conftest import Town
from tests.e2e.viewer import DESKTOP, PHONE, Screen, Viewer
from tests.officials import signed

pytestmark = pytest.mark.real_clock


@pytest.mark.parametrize("screen", [PHONE, DESKTOP], ids=str)
def test_certificates_go_out_and_come_back_signed(town: Town, screen: Screen, at: datetime) -> None:
    with town.app.app_context():
        save(town.cast.admin, current_office().model_copy(update={"signing": Signing.TTE}), at)
        story.certified(town.cast, town.cast.ratna)
    desk = f"/batches/{town.cast.batch1}/signing"
    admin = town.enter("admin", screen)
    admin.open(f"/batches/{town.cast.batch1}/certificates")
    admin.follow(f'a[href="{desk}"]')
    admin.follow(f'form[action="{desk}/out"] button')
    finish(town, admin, 'a[href$=".zip"]')
    with admin.page.expect_download() as parcel:
        admin.press('a[href$=".zip"]')
    with zipfile.ZipFile(parcel.value.path()) as packed:
        name = next(name for name in packed.namelist() if name.endswith(".pdf"))
        unsigned = packed.read(name)
    right = sign(unsigned)
    admin.open(desk)
    admin.page.set_input_files(
        "#files",
        [
            {"name": name.replace(".pdf", "_signed.pdf"), "mimeType": "application/pdf", "buffer": right},
            {"name": "belum.pdf", "mimeType": "application/pdf", "buffer": unsigned},
        ],
    )
    admin.follow(f'form[action="{desk}/return"] button')
    finish(town, admin, ".tone-ok")
    assert "belum.pdf" in admin.the(".tone-bad").inner_text()
    assert "_signed.pdf" in admin.the(".tone-ok").inner_text()
    admin.open(desk)
    assert "Kepala Dinas Contoh" in admin.told()

    ratna = town.enter("ratna", screen)
    ratna.open("/certificates")
    with ratna.page.expect_download() as mine:
        link = ratna.the('a[href^="/certificates/"][href$=".pdf"]').first
        link.evaluate("link => link.setAttribute('download', '')")
        ratna.press(link)
    assert mine.value.path().read_bytes() == right


def finish(town: Town, admin: Viewer, sign_of_it: str) -> None:
    """The product's own worker does the job; the page looks again by itself, or is opened again."""
    town.settle()
    admin.reload()
    assert admin.the(sign_of_it).first.is_visible()


def sign(unsigned: bytes) -> bytes:
    """In a thread of its own: the browser's has an event loop already, and the signing library brings another."""
    official = Authority("BSrE Contoh").holder("Kepala Dinas Contoh")
    with ThreadPoolExecutor(1) as desk:
        return desk.submit(signed, unsigned, official).result()
