"""What an admin types about the office."""

import re
from typing import Any, Final

from wtforms import BooleanField, FileField, RadioField, SelectField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional, ValidationError

from lms.certificates import wording
from lms.certificates.office import (
    GARUDA,
    SHIELD,
    EmblemCard,
    Layouts,
    Letterhead,
    Numbering,
    Office,
    Signatory,
    number_problems,
)
from lms.certificates.press import LAYOUTS
from lms.certificates.rules import NUMBER_LENGTH, UNIT_LENGTH, Kind, Signing
from lms.kit.forms import Form, Line, one_line
from lms.kit.i18n import _, _l
from lms.kit.words import N_
from lms.people.rules import bare_nip

DINAS, HEAD = "dinas", "head"
LAYOUT_NAMES: Final = {
    "resmi": N_("Formal, with songket at both ends"),
    "songket": N_("Framed all round in songket lepus"),
    "piagam": N_("Award with a border"),
    "keterangan": N_("Letter on white paper"),
}
SIGNING_NAMES: Final = {
    Signing.WET: N_("By pen, with a stamp"),
    Signing.SEAL: N_("By the electronic seal of the institution, made here"),
    Signing.TTE: N_("By the signer's electronic certificate (BSrE), made elsewhere and brought back"),
}
KIND_NAMES: Final = {
    Kind.CERTIFICATE: N_("Certificate"),
    Kind.AWARD: N_("Award"),
    Kind.STATEMENT: N_("Letter of attendance"),
}


def layouts_for(kind: Kind) -> list[tuple[str, str]]:
    """The layouts made for this kind, as choices; all of them where none was."""
    own = [key for key, layout in LAYOUTS.items() if layout.sample.kind == kind] or list(LAYOUTS)
    return [(key, _(LAYOUT_NAMES[key]) if key in LAYOUT_NAMES else key) for key in own]


class OfficeForm(Form):
    """One edition of the office, flat; `shown` is what the preview shows and is not kept."""

    signer = RadioField(
        _l("Who signs"),
        choices=lambda: [
            (DINAS, _("The head of the Dinas, under the city's logo")),
            (HEAD, _("The Wali Kota, under the Garuda")),
        ],
    )
    government = Line(_l("Government"), [DataRequired(), Length(max=100)])
    office = Line(_l("Name of the office"), [DataRequired(), Length(max=120)])
    address = Line(_l("Address"), [Optional(), Length(max=200)])
    city = Line(
        _l("City"),
        [DataRequired(), Length(max=60)],
        description=_l("Stands before the date: “Palembang, 23 November …”."),
    )
    emblem = RadioField(_l("Logo of the city"))
    state_emblem = RadioField(_l("State emblem, for the Wali Kota"))
    picture = FileField(
        _l("Upload a picture for the head"),
        description=_l("JPEG, PNG or WebP, at least 100 pixels a side. It is chosen for whoever signs."),
    )
    capacity = Line(
        _l("On behalf of"),
        [Optional(), Length(max=100)],
        description=_l("For example a.n. Wali Kota Palembang, or Plt."),
    )
    position = Line(_l("Position"), [DataRequired(), Length(max=120)])
    name = Line(_l("Name, without titles"), [DataRequired(), Length(max=120)])
    title_before = Line(_l("Titles before the name"), [Optional(), Length(max=60)])
    title_after = Line(_l("Titles after the name"), [Optional(), Length(max=80)])
    rank = Line(_l("Rank"), [Optional(), Length(max=80)], description=_l("For example Pembina Utama Muda (IV/c)."))
    nip = Line(_l("NIP"), [Optional()], description=_l("18 digits."))
    show_titles = BooleanField(
        _l("Print the signer's titles"),
        description=_l("Permendagri 1/2023 Ps 44(2): a certificate names its signer without."),
    )
    show_rank = BooleanField(_l("Print the rank"))
    show_nip = BooleanField(_l("Print the NIP"))
    mask = Line(
        _l("Format of the number"),
        [DataRequired(), Length(max=NUMBER_LENGTH)],
        description=_l(
            "Use {kode}, {urut:03}, {unit}, {bulan_romawi}, {tahun}, {angkatan}; {urut_massal} for one number a batch."
        ),
    )
    code = Line(_l("Classification code"), [Optional(), Length(max=40)])
    unit = Line(
        _l("Unit"),
        [DataRequired(), Length(max=UNIT_LENGTH)],
        description=_l("Each unit counts for itself, from 1 each year."),
    )
    legal_basis = TextAreaField(_l("Legal basis"), [DataRequired(), Length(max=400)])
    layout_certificate = SelectField(_l("Layout of certificates"), choices=lambda: layouts_for(Kind.CERTIFICATE))
    layout_award = SelectField(_l("Layout of awards"), choices=lambda: layouts_for(Kind.AWARD))
    layout_statement = SelectField(_l("Layout of letters of attendance"), choices=lambda: layouts_for(Kind.STATEMENT))
    signing = RadioField(
        _l("How they are signed"), choices=lambda: [(way.value, _(name)) for way, name in SIGNING_NAMES.items()]
    )
    seal_text = TextAreaField(
        _l("What the paper says of the electronic seal"),
        [Optional(), Length(max=300)],
        description=_l("Printed only where there is one."),
    )
    show_predicate = BooleanField(_l("Print the predicate"))
    show_scores = BooleanField(_l("Print the scores on the back"))
    photo_space = BooleanField(_l("Leave space for a photo of 3 × 4 cm"))
    shown = RadioField(_l("Show"), choices=lambda: [(kind.value, _(name)) for kind, name in KIND_NAMES.items()])

    def offer(self, uploaded: list[EmblemCard]) -> None:
        """The emblems there are to choose from."""
        pictures = [(card.digest, card.name) for card in uploaded]
        self.emblem.choices = [(SHIELD, _("Neutral shield")), ("", _("None")), *pictures]
        self.state_emblem.choices = [(GARUDA, _("Neutral Garuda")), *pictures]

    def choose(self, card: EmblemCard) -> None:
        """Takes a picture that was just uploaded, for whoever signs."""
        chosen = self.state_emblem if self.signer.data == HEAD else self.emblem
        chosen.data = card.digest

    def validate_nip(self, field: Any) -> None:
        if not re.fullmatch(r"[0-9]{18}", bare_nip(field.data or "")):
            raise ValidationError(_("A NIP has exactly 18 digits."))

    def validate_mask(self, _field: Any) -> None:
        if problems := number_problems(self.draft()):
            raise ValidationError(" ".join(_(problem.msgid, **problem.params) for problem in problems))

    @property
    def kind(self) -> Kind:
        """What the preview shows."""
        return Kind(self.shown.data) if self.shown.data in set(Kind) else Kind.CERTIFICATE

    def draft(self) -> Office:
        """As far as it is typed; an edition once the form is valid."""
        return Office(
            letterhead=Letterhead(
                government=self.government.text,
                office=self.office.text,
                address=self.address.text,
                city=self.city.text,
                emblem=self.emblem.data if self.emblem.data is not None else SHIELD,
                state_emblem=self.state_emblem.data or GARUDA,
            ),
            signatory=Signatory(
                head_of_region=self.signer.data == HEAD,
                capacity=self.capacity.text,
                position=self.position.text,
                name=self.name.text,
                title_before=self.title_before.text,
                title_after=self.title_after.text,
                rank=self.rank.text,
                nip=bare_nip(self.nip.text),
                show_titles=self.show_titles.data,
                show_rank=self.show_rank.data,
                show_nip=self.show_nip.data,
            ),
            numbering=Numbering(mask=self.mask.text, code=self.code.text, unit=self.unit.text),
            layouts=Layouts(
                certificate=self.layout_certificate.data or "",
                award=self.layout_award.data or "",
                statement=self.layout_statement.data or "",
            ),
            legal_basis=one_line(self.legal_basis.data or ""),
            signing=Signing(self.signing.data) if self.signing.data in set(Signing) else Signing.WET,
            show_scores=self.show_scores.data,
            show_predicate=self.show_predicate.data,
            photo_space=self.photo_space.data,
            seal_text=one_line(self.seal_text.data or "") or wording.SEAL_FOOTER,
        )


def flat(office: Office) -> dict[str, Any]:
    """The form's fields as this office has them."""
    layouts = {f"layout_{kind}": layout for kind, layout in office.layouts.model_dump().items()}
    whole = office.model_dump(exclude={"letterhead", "signatory", "numbering", "layouts"})
    parts = office.letterhead.model_dump() | office.signatory.model_dump() | office.numbering.model_dump()
    signer = HEAD if office.signatory.head_of_region else DINAS
    return (
        whole | parts | layouts | {"signer": signer, "shown": Kind.CERTIFICATE.value, "signing": office.signing.value}
    )
