"""What writers do in the composer, on any screen, with and without scripts."""

from playwright.sync_api import FilePayload, expect

from lms.catalog.pack import Activity
from tests import factories
from tests.e2e.viewer import Viewer

SAVE, SEND = '.sticky-actions [formaction$="/draft"]', ".sticky-actions .btn-primary"
CAPTION = """Bidan Puskesmas Kertapati menimbang balita di Posyandu Melati, Rabu pagi 🩺

Sebelas ibu datang karena jadwalnya dikirim lewat grup warga. Pekan depan giliran RT 07, pukul 08.00–11.00 WIB.
Izin: tertulis, terlampir. #PosyanduPalembang #LayananWarga #SehatBersama"""
ALT = "Bidan menimbang balita di posyandu, foto {number}"


def pictures(count: int) -> list[FilePayload]:
    """Photos as a phone names them; the first lies on its side and tells where it was taken."""
    first = factories.jpeg(1350, 1080, orientation=6, gps=True)
    others = [factories.jpeg(1080, 1350, shade=60 * n) for n in range(1, count)]
    return [
        {"name": f"IMG_{n}.jpg", "mimeType": "image/jpeg", "buffer": photo}
        for n, photo in enumerate([first, *others], 1)
    ]


def begin(writer: Viewer, batch: int, key: str) -> int:
    """Opens the assignment and its composer; the post's id."""
    writer.open(f"/tasks/{batch}/{key}")
    writer.follow(".sticky-actions form button")
    assert writer.path.endswith("/edit")
    return int(writer.path.split("/")[2])


def choose(writer: Viewer, activity: Activity) -> None:
    """Ticks the first platform and the first audience where the assignment leaves a choice."""
    for name, offered in (("platform", activity.platforms), ("audience", activity.audiences)):
        if len(offered) > 1:
            writer.page.check(f'[name="{name}"][value="{offered[0]}"]')


def await_photos(writer: Viewer, count: int) -> None:
    """Until the worker has developed them and the album shows them; without scripts whoever waits loads the page again."""
    album = writer.the("#album img")
    if not writer.scripts:
        for _ in range(40):
            if album.count() == count:
                break
            writer.page.wait_for_timeout(250)
            writer.page.reload()
    expect(album).to_have_count(count)


def describe_photos(writer: Viewer) -> None:
    areas = writer.the("#album textarea")
    for number in range(areas.count()):
        areas.nth(number).fill(ALT.format(number=number + 1))
