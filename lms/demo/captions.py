"""Captions for P-1 and S-1, and the words of trainers. Texts of trainees and trainers are Bahasa Indonesia; all invented."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Shot:
    """A photo with its caption; {citizen}, {officer} and {day} are filled in."""

    alt: str
    caption: str
    consent: str


SHOTS: Final[Mapping[str, Shot]] = {
    "puskesmas": Shot(
        "Seorang perawat berkerudung putih mencatat di meja layanan, lima warga duduk menunggu di kursi.",
        "Perawat {officer} mencatat keluhan warga yang menunggu giliran di ruang tunggu puskesmas, {day}. Nomor antrean "
        "dipanggil lewat layar supaya warga lanjut usia dapat duduk sampai gilirannya tiba.",
        "Izin: lisan, dicatat petugas loket pada hari yang sama.",
    ),
    "bridge": Shot(
        "Jembatan bermenara merah di atas sungai saat senja, sebuah perahu beratap lewat di bawahnya.",
        "Pengemudi perahu {citizen} mengantar penumpang terakhir melintasi Sungai Musi pada petang {day}. Perahu wajib "
        "membawa pelampung untuk setiap penumpang sejak awal bulan ini.",
        "Izin: tertulis dari pengemudi perahu, terlampir.",
    ),
    "counter": Shot(
        "Petugas kelurahan berkerudung merah menyerahkan selembar surat kepada seorang warga di seberang meja.",
        "{officer} (kiri), petugas loket, menyerahkan surat keterangan domisili kepada {citizen} di kantor kelurahan, {day}. "
        "Surat selesai dalam sepuluh menit karena data warga sudah diperiksa lewat pesan sehari sebelumnya.",
        "Izin: tertulis, terlampir.",
    ),
    "market": Shot(
        "Dua pembeli terlihat dari belakang di depan kios buah dengan tenda bergaris.",
        "{citizen} membeli jeruk di pasar pada pagi {day}, setelah timbangan pedagang selesai ditera. Pemeriksaan "
        "dilakukan supaya pembeli memperoleh berat yang sesuai.",
        "Izin: lisan, dicatat pada hari yang sama; wajah pembeli tidak terlihat.",
    ),
    "flood_post": Shot(
        "Petugas berseragam jingga menunjuk arah, dua anak duduk di perahu karet, tenda jingga di belakang mereka.",
        "{officer}, petugas lapangan, mengarahkan perahu karet yang membawa dua anak ke posko banjir, {day}. Warga dijemput "
        "setelah air di gang mereka naik setinggi lutut.",
        "Izin: tertulis dari orang tua, terlampir; wajah anak tidak dapat dikenali.",
    ),
    "posyandu": Shot(
        "Kader posyandu mengukur tinggi seorang anak; tiga anak lain menunggu dan tampak dari belakang.",
        "{officer}, kader posyandu, mengukur tinggi seorang anak dalam penimbangan bulanan, {day}. Hasilnya langsung dicatat "
        "di buku kesehatan ibu dan anak.",
        "Izin: tertulis dari orang tua, terlampir; anak difoto dari belakang.",
    ),
    "planting": Shot(
        "Dua orang menanam bibit pohon di tepi jalan, seorang lagi berjalan di antara pohon.",
        "{officer} (tengah) dan {citizen} (kanan) menanam bibit tanjung di tepi jalan, {day}. Pohon dipilih karena akarnya "
        "tidak merusak trotoar.",
        "Izin: lisan, dicatat pada hari yang sama.",
    ),
    "library": Shot(
        "Tiga pembaca duduk berjajar dengan buku terbuka di meja panjang, rak penuh buku di belakang mereka.",
        "{citizen} (tengah) membaca bersama dua pengunjung lain di ruang baca perpustakaan, {day}. Ruang baca kini buka sampai "
        "malam untuk warga yang bekerja pada siang hari.",
        "Izin: tertulis, terlampir.",
    ),
    "fire_drill": Shot(
        "Petugas pemadam menyemprotkan air dari selang di depan mobil pemadam merah, dua orang memperhatikan.",
        "{officer}, petugas pemadam, memperagakan cara memegang selang kepada guru dan penjaga sekolah, {day}. Latihan "
        "diberikan supaya sekolah dapat memadamkan api kecil sebelum mobil pemadam tiba.",
        "Izin: tertulis dari sekolah, terlampir.",
    ),
    "classroom": Shot(
        "Peserta pelatihan tampak dari belakang, menyimak pelatih yang menjelaskan sebuah foto di layar.",
        "{officer} menjelaskan cara mengambil tiga jarak dalam kelas foto untuk pengelola akun dinas, {day}. Peserta "
        "berlatih dengan ponsel masing-masing supaya dapat langsung dipakai di kantor.",
        "Izin: lisan, diumumkan di awal kelas dan dicatat.",
    ),
    "pipe": Shot(
        "Dua pekerja berhelm menyambung pipa biru di dalam galian di tepi jalan.",
        "{officer} (kiri) dan {citizen} menyambung pipa pengganti di tepi jalan, {day}. Pekerjaan selesai satu jam lebih "
        "cepat sehingga air kembali mengalir pukul dua siang.",
        "Izin: lisan, dicatat mandor pada hari yang sama.",
    ),
    "weaver": Shot(
        "Seorang perempuan menenun songket merah bermotif emas, seorang pengunjung berdiri di sampingnya.",
        "{citizen} menenun songket motif pucuk rebung di rumahnya, {day}. Satu helai kain memerlukan dua bulan karena benang "
        "emas dimasukkan satu per satu.",
        "Izin: tertulis, terlampir.",
    ),
    "lined_up": Shot(
        "Delapan orang berseragam berdiri berjajar di bawah spanduk bertuliskan SOSIALISASI.",
        "Foto bersama dalam rangka kegiatan sosialisasi. Kegiatan berjalan lancar dan sukses, dihadiri oleh seluruh jajaran.",
        "Izin: –",
    ),
}

CAROUSEL_TEXTS: Final[Mapping[str, tuple[str, str]]] = {
    "akta": (
        (
            "Akta lahir si adik belum jadi? Bisa diurus dari rumah, gratis, empat langkah saja.\n\n"
            "Geser sampai slide terakhir, lalu simpan buat kakak atau tetangga yang baru punya bayi. Berkasnya: surat "
            "kelahiran, KK, dan buku nikah orang tua.\n\nSumber: loket Dukcapil. Pertanyaan dijawab pada jam kerja; jangan "
            "tulis NIK di kolom komentar, ya.\n\n#LayananPalembang #AktaLahir #UrusSendiri"
        ),
        (
            "Akta lahir gratis.\n\nSilakan mengurus akta kelahiran sesuai dengan ketentuan perundang-undangan yang berlaku. "
            "Demikian untuk menjadi maklum.\n\n#aktalahir"
        ),
    ),
    "periksa": (
        (
            "Umur 15 ke atas? Cek tekanan darahmu gratis, lima menit, tanpa jarum.\n\nSenin sampai Sabtu pukul 08.00–11.00 di "
            "puskesmas terdekat. Cukup bawa KTP atau kartu pelajar. Hasilnya dijelaskan langsung oleh petugas.\n\nSumber: jadwal "
            "puskesmas bulan ini.\n\n#SehatItuCek #PuskesmasPalembang #CekTensi"
        ),
        "Halo gaesss! Kuy cek tensi, auto sehat, no debat!! Pokoknya wajib banget sih ini, mantul pol.\n\n#viral #fyp #sehat",
    ),
    "sampah": (
        (
            "Botol bekasmu bisa jadi saldo. Serius.\n\nPilah, bilas, bawa ke bank sampah hari Sabtu pukul 08.00–12.00. Petugas "
            "menimbang dan mencatat nilainya di buku tabungan. Uangnya bisa buat pulsa.\n\nBalas “bank sampah” untuk tahu titik "
            "terdekat. Sumber: DLH.\n\n#BankSampah #PilahDulu #PalembangBersih"
        ),
        (
            "Bank sampah dan jadwal angkut dan lomba kebersihan dan kerja bakti, semua ada di sini, silakan dibaca slide satu per "
            "satu.\n\n#BankSampah"
        ),
    ),
    "bus": (
        (
            "Ke kampus naik bus tanpa uang pas. Caranya cuma tap.\n\nWarna garis di papan halte sama dengan warna busnya. Ganti "
            "bus dalam satu jam tidak bayar lagi. Halte rusak? Laporkan lewat LAPOR! atau komentar.\n\nSumber: papan rute "
            "Dishub.\n\n#NaikBus #PalembangBergerak #RuteKampus"
        ),
        "Jadwal bus tahun lalu. Silakan naik bus.\n\n#bus #palembang #transportasi #kota #umum #murah",
    ),
}

PRAISED: Final[Mapping[str, str]] = {
    "lead": "Lead Anda langsung menjawab kapan, di mana, dan apa yang harus dilakukan warga.",
    "accuracy": "Dua sumber disebut lengkap dengan pekerjaannya, angkanya cocok dengan lampiran.",
    "structure": "Naskah dapat dipotong dari bawah tanpa kehilangan kabar pokok.",
    "language": "Kalimatnya pendek dan enak dibaca keras-keras.",
    "ethics": "Manfaat bagi warga lebih menonjol daripada nama pejabat. Pertahankan.",
    "technique": "Fokus tepat pada tangan dan terangnya pas.",
    "composition": "Titik perhatian jelas, latar tidak mengganggu.",
    "moment": "Tepat pada saat terjadi sesuatu, bukan sesudahnya.",
    "caption": "Dua kalimat lengkap, nama disebut dari kiri ke kanan.",
    "consent": "Izin tertulis ada, anak tidak dapat dikenali.",
    "message": "Satu pesan, dan hook di slide pertama membuat orang berhenti.",
    "audience": "Akrab tanpa memaksakan slang.",
    "design": "Kontras dan jarak baris nyaman di layar kecil.",
    "accessibility": "Alt text menyebut kalimat pokok setiap slide, tagarnya mudah dibaca pembaca layar.",
}
ADVISED: Final[Mapping[str, str]] = {
    "lead": "Mulailah dari apa yang bisa dilakukan warga. Nama pejabat boleh turun ke paragraf ketiga.",
    "accuracy": "Tambahkan satu sumber lagi, misalnya warga yang memakai layanan, lalu cocokkan angkanya.",
    "structure": "Pindahkan latar belakang ke bawah; sekarang ia memisahkan lead dari penjelasannya.",
    "language": "Pecah kalimat yang lebih dari dua puluh kata. Coba baca keras-keras.",
    "ethics": "Buang kata luar biasa, sukses, dan meriah. Biarkan faktanya yang berbicara.",
    "technique": "Foto goyang dan terlalu terang. Ketuk layar pada wajah, tahan napas, ambil tiga kali.",
    "composition": "Dekati dua langkah supaya latar tidak ramai.",
    "moment": "Orang berjajar tidak bercerita. Datang lebih awal dan tunggu saat layanan berlangsung.",
    "caption": "Tambahkan kapan dan mengapa; dua kalimat sudah cukup.",
    "consent": "Tulis cara izin diperoleh dan siapa yang mencatatnya.",
    "message": "Pilih satu pesan saja. Sisanya untuk unggahan berikutnya.",
    "audience": "Nadanya dipaksakan. Tulis seperti Anda menjelaskan kepada adik sendiri.",
    "design": "Teksnya melebihi 25 kata per slide; potong separuh.",
    "accessibility": "Tulis alt text untuk setiap slide dan pakai huruf besar di awal setiap kata pada tagar.",
}
CLOSING: Final[Mapping[str, tuple[str, ...]]] = {
    "passed": (
        "Bagus. Karya ini sudah layak terbit; simpan sebagai contoh di kantor Anda.",
        "Kerja yang rapi. Pertahankan kebiasaan memeriksa angka sebelum mengirim.",
        "Sudah memenuhi. Untuk tugas berikutnya, coba sudut yang lebih dekat dengan warga.",
    ),
    "returned": (
        "Isinya sudah ada, tinggal diurutkan. Perbaiki yang saya tandai, lalu kirim lagi.",
        "Sedikit lagi. Kerjakan catatan di bawah ini, lalu kirim lagi.",
        "Jangan berkecil hati, hampir semua orang memulai dari sini. Perbaiki lalu kirim ulang.",
    ),
    "failed": (
        "Setelah dua kali perbaikan, sumber dan izinnya belum juga jelas. Mari bicara sebelum angkatan berikutnya.",
    ),
}
