"""Press releases for J-1: eight pieces of news from offices of the city, told well, fairly or ceremoniously. All invented."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class News:
    """A piece of news with places to fill: {office}, {officer}, {role}, {citizen}, {number}, {day} and {phone}.

    `ceremony` is the lead somebody writes who begins with the opening speech.
    """

    title: str
    lead: str
    ceremony: str
    body: tuple[str, ...]


NEWS: Final[Mapping[str, News]] = {
    "puskesmas": News(
        "Warga Dapat Cek Tekanan Darah Gratis Setiap Sabtu Pagi",
        "Warga berusia 15 tahun ke atas dapat memeriksa tekanan darah tanpa biaya di puskesmas setiap Sabtu, pukul "
        "08.00–11.00 WIB, mulai {day}. Cukup membawa KTP atau kartu pelajar.",
        "Dalam rangka meningkatkan derajat kesehatan masyarakat, {role} {office}, {officer}, membuka secara resmi "
        "kegiatan pemeriksaan tekanan darah yang dihadiri tamu undangan pada {day}.",
        (
            (
                "Layanan ini dibuka setelah petugas mencatat {number} warga yang baru tahu tekanan darahnya tinggi ketika "
                "berobat untuk keluhan lain. Tekanan darah yang tinggi sering tidak terasa, padahal dapat merusak jantung, "
                "ginjal, dan otak bila dibiarkan bertahun-tahun."
            ),
            (
                "“Pemeriksaannya hanya lima menit. Kalau angkanya tinggi, warga langsung bertemu dokter hari itu juga dan "
                "tidak perlu mengantre dua kali,” kata {officer}, {role} {office}."
            ),
            (
                "Warga yang datang akan duduk tenang lima menit, lalu diperiksa dua kali dengan jarak satu menit. Angka yang "
                "dicatat adalah rata-ratanya. Petugas menuliskan hasil di kartu kecil yang dapat dibawa ketika kontrol."
            ),
            (
                "{citizen}, pedagang sayur yang memeriksakan diri pada hari pertama, mengaku baru tahu tekanan darahnya di "
                "atas batas. “Saya kira pusing karena kurang tidur. Sekarang saya mengurangi ikan asin dan kembali dua "
                "minggu lagi,” ujarnya."
            ),
            (
                "Petugas menyarankan warga tidak minum kopi dan tidak merokok setengah jam sebelum diperiksa. Warga yang "
                "memakai kursi roda dapat masuk lewat pintu samping yang memiliki bidang miring."
            ),
        ),
    ),
    "akta": News(
        "Orang Tua Dapat Mengurus Akta Kelahiran di Kantor Kelurahan",
        "Orang tua dapat mengurus akta kelahiran anak di kantor kelurahan setiap Rabu mulai {day}, tanpa biaya dan tanpa "
        "datang ke pusat kota. Berkas yang lengkap selesai hari itu juga.",
        "Bertempat di aula, telah dilaksanakan kegiatan pelayanan akta kelahiran yang dibuka oleh {officer} selaku {role} "
        "{office} pada {day} dengan penuh khidmat.",
        (
            (
                "Layanan keliling ini dimulai karena {number} anak di wilayah tersebut belum memiliki akta. Sebagian orang tua "
                "menunda karena harus meninggalkan pekerjaan sehari penuh dan mengeluarkan ongkos dua kali."
            ),
            (
                "“Yang paling sering kurang adalah surat keterangan lahir. Kami menempelkan daftar berkas di pos ronda supaya "
                "warga dapat menyiapkannya dari rumah,” kata {officer}, {role} {office}."
            ),
            (
                "Berkas yang perlu dibawa ialah surat keterangan lahir dari bidan atau rumah sakit, kartu keluarga, dan buku "
                "nikah orang tua. Anak yang orang tuanya tidak memiliki buku nikah tetap dapat memperoleh akta dengan surat "
                "pernyataan."
            ),
            (
                "{citizen}, buruh harian, datang bersama bayinya yang berusia dua bulan. “Biasanya saya izin kerja dan upah "
                "hari itu hilang. Tadi cuma empat puluh menit, lalu saya kembali bekerja,” tuturnya."
            ),
            (
                "Petugas memeriksa ejaan nama di depan orang tua sebelum akta dicetak, sebab salah satu huruf berarti harus "
                "mengurus perbaikan. Warga diminta membaca sekali lagi sebelum menandatangani tanda terima."
            ),
        ),
    ),
    "bank_sampah": News(
        "Bank Sampah Membayar Botol Plastik Warga Setiap Sabtu",
        "Warga dapat menukar botol plastik, kardus, dan kaleng dengan saldo tabungan di bank sampah setiap Sabtu pukul "
        "08.00–12.00 WIB. Penimbangan pertama dimulai {day}.",
        "Sebagai wujud komitmen menjaga kebersihan, {office} melaksanakan sosialisasi bank sampah yang dibuka oleh "
        "{officer}, {role}, pada {day} dan berjalan dengan lancar.",
        (
            (
                "Pada penimbangan percobaan, {number} kilogram sampah terkumpul dalam tiga jam. Jumlah itu tidak jadi dibawa "
                "ke tempat pembuangan akhir, dan seluruhnya dijual kepada pengepul yang sudah terdaftar."
            ),
            (
                "“Botol yang kosong dan kering harganya lebih baik. Kami tidak menerima sampah yang masih basah karena "
                "mencemari yang lain,” kata {officer}, {role} {office}."
            ),
            (
                "Caranya sederhana: pilah di rumah, bilas botol, lepaskan tutupnya, lalu datang membawa buku tabungan. Petugas "
                "menimbang, menuliskan berat dan nilai, dan warga menandatangani. Saldo dapat diambil setelah satu bulan."
            ),
            (
                "{citizen}, ibu rumah tangga, membawa tiga karung. “Selama ini saya buang begitu saja. Anak saya sekarang yang "
                "mengingatkan supaya botolnya jangan dibakar,” katanya."
            ),
            (
                "Membakar sampah plastik di halaman menghasilkan asap beracun dan dilarang. Warga yang belum memiliki titik "
                "penimbangan di lingkungannya dapat meminta petugas datang setelah ada sepuluh rumah yang mendaftar."
            ),
        ),
    ),
    "pipa": News(
        "Air Mati Enam Jam, Warga Diminta Menampung Sejak Pagi",
        "Aliran air di {number} rumah akan berhenti pada {day}, pukul 09.00–15.00 WIB, karena pipa yang bocor diganti. Warga "
        "diminta menampung air sebelum pukul sembilan.",
        "{office} di bawah arahan {officer} selaku {role} kembali menunjukkan kinerja luar biasa dengan melaksanakan "
        "kegiatan penggantian pipa pada {day}.",
        (
            (
                "Pipa lama dipasang lebih dari dua puluh tahun lalu. Kebocoran membuat tekanan air turun pada pagi hari, "
                "terutama di rumah yang letaknya lebih tinggi. Petugas menandai tiga titik bocor sepanjang dua ratus meter."
            ),
            (
                "“Kami memilih hari kerja supaya tidak mengganggu warga yang libur di rumah. Kalau hujan deras, pekerjaan "
                "ditunda dan kami umumkan lagi paling lambat pukul tujuh pagi,” kata {officer}, {role} {office}."
            ),
            (
                "Dua mobil tangki disiapkan di depan kantor kelurahan dan di lapangan. Warga dapat mengambil air secara gratis "
                "dengan membawa wadah sendiri. Rumah sakit dan puskesmas memperoleh pasokan tersendiri."
            ),
            (
                "{citizen}, pemilik warung nasi, akan membuka warungnya lebih siang. “Yang penting tahu jamnya, jadi saya bisa "
                "masak air dulu. Yang susah itu kalau mati tanpa kabar,” ujarnya."
            ),
            (
                "Setelah air mengalir kembali, warga disarankan membuka keran sekitar lima menit sampai air jernih. Air yang "
                "keruh lebih dari satu jam perlu dilaporkan beserta alamat rumah."
            ),
        ),
    ),
    "banjir": News(
        "Posko Banjir Buka 24 Jam, Warga Dapat Meminta Perahu",
        "Warga yang rumahnya terendam dapat meminta perahu, air minum, dan obat lewat posko banjir yang buka 24 jam sejak "
        "{day}. Posko berada di halaman kantor kecamatan.",
        "Bentuk kepedulian pimpinan terhadap masyarakat, {officer} selaku {role} {office} meninjau posko banjir pada {day} "
        "didampingi jajaran.",
        (
            (
                "Hingga pukul 18.00 WIB, {number} warga mengungsi ke balai pertemuan. Tinggi air di tiga gang mencapai lutut "
                "orang dewasa. Listrik di gang tersebut dipadamkan supaya tidak ada warga yang tersengat."
            ),
            (
                "“Jangan menunggu air setinggi pinggang. Lansia, ibu hamil, dan anak-anak kami minta pindah lebih dulu, "
                "barang dapat menyusul,” kata {officer}, {role} {office}."
            ),
            (
                "Warga yang akan mengungsi diminta mematikan listrik dari meteran, membawa dokumen dalam plastik, dan memakai "
                "alas kaki. Dapur umum menyediakan makanan tiga kali sehari. Obat untuk penyakit kulit dibagikan di meja dua."
            ),
            (
                "{citizen}, pengemudi ojek, mengantar ibunya yang berusia 71 tahun dengan perahu karet. “Petugas datang dua "
                "puluh menit setelah saya menelepon. Ibu sudah diperiksa dan sekarang tidur,” tuturnya."
            ),
            (
                "Badan yang berwenang memperkirakan hujan masih turun sampai dua hari ke depan. Perkembangan tinggi air "
                "diumumkan pukul 06.00, 12.00, dan 18.00 WIB melalui akun resmi dan pengeras suara masjid."
            ),
        ),
    ),
    "perpustakaan": News(
        "Perpustakaan Keliling Singgah di Enam Taman Setiap Minggu",
        "Warga dapat membaca dan meminjam buku di enam taman kota setiap Minggu pukul 07.00–11.00 WIB mulai {day}. "
        "Meminjam tidak dipungut biaya, cukup menunjukkan kartu pengenal.",
        "Dalam rangka meningkatkan minat baca, {officer} selaku {role} {office} meresmikan perpustakaan keliling pada {day} "
        "yang ditandai dengan pengguntingan pita.",
        (
            (
                "Mobil perpustakaan membawa {number} judul, separuhnya buku anak. Setiap pembaca boleh meminjam dua buku selama "
                "dua minggu dan mengembalikannya di taman mana pun. Buku yang hilang diganti dengan judul yang setara."
            ),
            (
                "“Kami membawa tikar dan bangku kecil. Orang tua boleh duduk membaca bersama anaknya, tidak harus meminjam,” "
                "kata {officer}, {role} {office}."
            ),
            (
                "Sejumlah buku bergambar timbul dan buku bersuara disediakan untuk pembaca tunanetra. Petugas yang dapat "
                "berbahasa isyarat bertugas pada Minggu pertama setiap bulan. Jadwal taman tertempel di pintu mobil."
            ),
            (
                "{citizen}, guru taman kanak-kanak, datang bersama sembilan muridnya. “Anak-anak berebut buku kapal. Biasanya "
                "mereka hanya melihatnya dari jembatan,” ujarnya sambil tertawa."
            ),
            (
                "Warga dapat mengusulkan judul lewat kertas usulan di dalam mobil. Setiap bulan sepuluh judul yang paling "
                "banyak diminta akan dibeli, dan daftarnya diumumkan pada bulan berikutnya."
            ),
        ),
    ),
    "damkar": News(
        "Siswa Belajar Keluar dari Gedung dalam Tiga Menit",
        "Sebanyak {number} siswa berlatih keluar dari gedung sekolah yang terbakar dalam waktu tiga menit pada {day}. Latihan "
        "serupa dapat diminta sekolah lain tanpa biaya.",
        "Bertempat di halaman sekolah, {officer} selaku {role} {office} menyampaikan sambutan pada pembukaan simulasi "
        "kebakaran pada {day}. Acara berlangsung meriah.",
        (
            (
                "Pada percobaan pertama, siswa memerlukan lima menit empat puluh detik karena satu pintu terkunci. Setelah pintu "
                "dibuka dan jalur ditandai, percobaan ketiga selesai dalam dua menit lima puluh detik."
            ),
            (
                "“Yang berbahaya itu asap. Kami mengajarkan merunduk, menutup hidung dengan kain basah, dan tidak kembali "
                "mengambil tas,” kata {officer}, {role} {office}."
            ),
            (
                "Guru berlatih memakai alat pemadam ringan: tarik pin, arahkan ke dasar api, tekan, lalu sapukan. Alat yang "
                "jarumnya berada di luar garis hijau tidak dapat dipakai dan harus diisi ulang."
            ),
            (
                "{citizen}, penjaga sekolah, menemukan dua kunci gembok yang tidak lagi cocok. “Besok saya ganti. Selama ini "
                "pintu belakang memang jarang dibuka,” katanya."
            ),
            (
                "Sekolah yang ingin berlatih mengirim surat permohonan paling lambat dua minggu sebelumnya. Petugas memeriksa "
                "gedung lebih dulu, kemudian menyerahkan catatan perbaikan kepada kepala sekolah."
            ),
        ),
    ),
    "tera": News(
        "Pembeli Dapat Menimbang Ulang Belanjaan di Pasar",
        "Pembeli dapat menimbang ulang belanjaannya tanpa biaya di pos timbang pasar setiap hari pukul 06.00–10.00 WIB "
        "mulai {day}. Pos berada di dekat pintu masuk utama.",
        "Dalam rangka perlindungan konsumen, {officer} selaku {role} {office} melakukan kunjungan kerja ke pasar pada {day} "
        "dan disambut antusias oleh pedagang.",
        (
            (
                "Petugas memeriksa {number} timbangan pedagang selama dua hari. Timbangan yang meleset diperbaiki di tempat dan "
                "diberi tanda tera baru. Pedagang tidak dikenai biaya selama masa pemeriksaan."
            ),
            (
                "“Sebagian besar timbangan meleset karena pegasnya tua, bukan karena disengaja. Pedagang juga rugi kalau "
                "timbangannya terlalu berat,” kata {officer}, {role} {office}."
            ),
            (
                "Pembeli yang menemukan selisih lebih dari lima puluh gram per kilogram dapat kembali ke pedagang dengan kertas "
                "hasil timbang. Bila tidak ada kesepakatan, petugas pasar membantu menyelesaikannya hari itu juga."
            ),
            (
                "{citizen}, pembeli ikan, mencoba pos timbang pada pagi pertama. “Ternyata pas. Saya jadi tenang belanja di "
                "langganan saya,” ujarnya."
            ),
            (
                "Tanda tera yang masih berlaku tertempel di samping timbangan dan memuat angka tahun. Pedagang yang tandanya "
                "sudah lewat dapat mendaftar di kantor pasar untuk pemeriksaan berikutnya."
            ),
        ),
    ),
}
SHARED: Final = (
    (
        "Jadwal dan perubahannya diumumkan di papan kantor kelurahan serta akun resmi kantor paling lambat satu hari sebelumnya. "
        "Ketua RT diminta meneruskan kabar ini kepada warga yang tidak memakai ponsel, dan warga boleh memfoto lembar "
        "pengumumannya."
    ),
    (
        "Keluhan dan pertanyaan dapat disampaikan melalui SP4N-LAPOR! atau kolom komentar akun resmi kantor. Petugas menjawab pada "
        "jam kerja. Warga diminta tidak menuliskan NIK, nomor kartu keluarga, atau nomor telepon pribadi di kolom komentar, karena "
        "siapa saja dapat membacanya."
    ),
    (
        "Seluruh layanan ini tidak dipungut biaya. Warga yang dimintai uang oleh siapa pun, termasuk orang yang mengaku petugas, "
        "diminta mencatat waktu dan tempatnya lalu melapor. Petugas resmi selalu memakai tanda pengenal dan bersedia menunjukkannya "
        "ketika diminta."
    ),
    (
        "Warga lanjut usia, ibu hamil, dan penyandang disabilitas didahulukan. Keluarga yang mendampingi dapat memberi tahu petugas "
        "di pintu masuk supaya tidak perlu mengantre dari belakang."
    ),
)
PRAISE: Final = (
    (
        "Pada kesempatan tersebut {officer} menyampaikan apresiasi setinggi-tingginya kepada seluruh jajaran yang telah bekerja "
        "dengan penuh dedikasi sehingga kegiatan dapat terlaksana dengan sangat sukses, lancar, dan meriah. Kegiatan ditutup dengan "
        "foto bersama seluruh tamu undangan dan ramah tamah."
    ),
)


@dataclass(frozen=True, slots=True)
class Voices:
    """Who speaks and where; `phone` is that of the office."""

    office: str
    officer: str
    role: str
    citizen: str
    day: str
    number: int
    phone: str


def release(topic: str, voices: Voices, skill: int) -> str:
    """The whole text. `skill` 4 keeps to the craft, 3 praises a little, 2 opens with the ceremony and hears one voice."""
    news = NEWS[topic]
    words = {name: getattr(voices, name) for name in Voices.__slots__}
    body = list(news.body)
    if skill <= 2:
        body = [news.lead, *body[:1], *body[2:3], *body[4:], *PRAISE]
    elif skill == 3:
        body.append(PRAISE[0])
    contact = "Narahubung: {officer}, {role} {office}, telepon kantor {phone}."
    lead = news.lead if skill > 2 else news.ceremony
    return "\n\n".join([news.title, lead, *body, *SHARED, contact]).format(**words)
