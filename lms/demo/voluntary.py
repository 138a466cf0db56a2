"""Posts of assignments that nobody has to do: a content calendar that waits for its trainer, and replies that passed."""

from datetime import timedelta
from typing import Final

from lms.catalog.service import current_catalog
from lms.demo.gathering import Class
from lms.grading import service as grading
from lms.grading.rules import Mark
from lms.people.actor import Actor
from lms.posts import service as posts
from lms.posts.cards import Draft
from lms.posts.rules import Decision

CALENDAR: Final = "social-media/content-calendar"
REPLIES: Final = "social-media/complaint-replies"
CALENDAR_TEXT: Final = """Bulan: Januari 2027
Akun: Instagram dan Facebook kantor

Tanggal | Jam | Kanal | Format | Pilar | Isi | PIC | Sumber | Izin
4 Jan | 07.00 | Instagram | Carousel | Layanan | Tiga berkas untuk pindah alamat | Rina | Loket 2 | Tidak perlu
6 Jan | 12.00 | Facebook | Foto | Warga | Penjaga rumah pompa pada malam hujan | Teguh | Pak Usman | Ada
8 Jan | 16.00 | Instagram | Gambar | Edukasi | Tas siaga banjir: tujuh benda | Rina | Petugas lapangan | Tidak perlu
11 Jan | 07.00 | Instagram | Carousel | Layanan | Jam loket pada musim hujan | Novi | Surat edaran | Tidak perlu
13 Jan | 07.00 | Instagram | Reel | Warga | Dapur umum RT, dari bawang sampai nasi | Teguh | Ketua RT | Diminta 8 Jan
15 Jan | 12.00 | Facebook | Foto | Seremoni | Musyawarah rencana: tiga putusan bagi warga | Novi | Notulen | Ada
18 Jan | 07.00 | Instagram | Carousel | Edukasi | Nyamuk suka genangan: periksa lima tempat | Rina | Puskesmas | Tidak perlu
20 Jan | 16.00 | WhatsApp | Gambar | Layanan | Jadwal pelayanan keliling pekan depan | Novi | Loket 3 | Tidak perlu

CADANGAN
1. Lima pertanyaan warga bulan lalu dan jawabannya
2. Cara menulis aduan yang cepat ditangani

TARGET PER PILAR
Layanan: disimpan paling sedikit 40 kali per unggahan
Edukasi: dibagikan paling sedikit 25 kali per unggahan
Warga: ERR paling sedikit 6 persen
Seremoni: paling banyak dua unggahan sebulan"""
REPLIES_TEXT: Final = """KOMENTAR 1 (sampah Lorong Melati)
Balasan: Mohon maaf, empat hari dengan bau seperti itu pasti mengganggu. Truk kami rusak sejak Sabtu. Truk pengganti datang \
Rabu, 9 Desember, pukul 06.00 WIB. Nomor LAPOR! 1024. Kalau belum diangkut, balas komentar ini.
Log: PIC Pak Heri | Tindakan truk pengganti, LAPOR! 1024 | Status diproses, dicek Rabu pukul 07.00

KOMENTAR 2 (nama di kartu keluarga)
Balasan: Terima kasih, Bu Yanti. Komentar Ibu kami sembunyikan supaya data Ibu aman. Nama anak diperbaiki gratis di loket 3 \
dengan membawa akta lahir, selesai dua hari kerja. Pertanyaan lain silakan lewat pesan langsung.
Log: PIC Bu Desi | Tindakan komentar disembunyikan, pesan langsung dikirim | Status menunggu warga

KOMENTAR 3 (lampu jalan depan SD)
Balasan: Terima kasih sudah melapor, semoga yang jatuh lekas pulih. Lampu jalan ditangani dinas lain; laporan ini sudah kami \
teruskan lewat LAPOR! 1025 dan diperiksa Rabu malam. Hasilnya kami kabarkan di sini.
Log: PIC Pak Anton | Tindakan diteruskan, LAPOR! 1025 | Status menunggu, dicek Kamis pagi"""
PRAISE: Final = "Balasan kedua melindungi Bu Yanti sebelum menjawabnya. Urutan itu tepat."
ADVICE: Final = "Siap dipakai besok pagi. Coba satu kali lagi dengan aduan yang memang salah kantor kita."


def hand_in(room: Class, planner: Actor, writer: Actor) -> None:
    """The planner's calendar waits; the writer's replies passed some time before."""
    _send(room, planner, CALENDAR, CALENDAR_TEXT, 0.93)
    revision_id = _send(room, writer, REPLIES, REPLIES_TEXT, 0.8)
    rubric = current_catalog().activity(REPLIES).rubric
    marks = {
        criterion.key: Mark(
            criterion.key, 4 if criterion.must_pass else 3, PRAISE if criterion.key == "privacy" else ""
        )
        for criterion in rubric.criteria
    }
    grading.publish(room.trainers[0], revision_id, marks, ADVICE, Decision.PASSED, room.weeks.moment(0.86))


def _send(room: Class, trainee: Actor, key: str, text: str, share: float) -> int:
    at = room.weeks.moment(share)
    activity = current_catalog().activity(key)
    post_id = posts.ensure_post(trainee, room.batch_id, key, at - timedelta(minutes=50))
    platform, audience = next(iter(activity.platforms), ""), next(iter(activity.audiences), "")
    return posts.send(trainee, post_id, Draft(platform, audience, text, "", {}), at)
