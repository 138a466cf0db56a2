"""What the demo city's certificates are printed with: an invented letterhead and an invented signer."""

from datetime import datetime
from typing import Final

from lms.certificates import office
from lms.certificates.office import Letterhead, Office, Signatory
from lms.people.actor import Actor

INVENTED: Final = Office(
    letterhead=Letterhead(address="Jalan Contoh Nomor 1, Palembang (alamat rekaan untuk demo)"),
    signatory=Signatory(name="Contoh Pejabat Rekaan", rank="Pembina Utama Muda (IV/c)", nip="197001011995011000"),
)


def furnish(admin: Actor, at: datetime) -> None:
    """The first edition of the office's settings: nobody takes a certificate of the demo for a real one."""
    office.save(admin, INVENTED, at)
