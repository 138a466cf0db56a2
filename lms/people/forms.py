"""What people type about themselves and others."""

from typing import Any

from wtforms import HiddenField, SelectField, SelectMultipleField
from wtforms.validators import DataRequired, Length, Optional, Regexp, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from lms.kit.forms import Form, Line, Secret
from lms.kit.i18n import _, _l
from lms.people.drafts import PersonDraft
from lms.people.rules import EMPLOYMENT_NAMES, ROLE_NAMES, Employment, Role, bare_nip

LOGIN = Regexp(
    r"^[A-Za-z0-9][A-Za-z0-9._-]{2,79}$",
    message=_l("Use 3 to 80 letters, digits, dots or hyphens, for example ratna.dewi."),
)
PHONE = Regexp(
    r"^\+?[0-9][0-9 -]{7,18}$", message=_l("Write the number with 8 to 19 digits, for example 0812 3456 7890.")
)


class SignInForm(Form):
    """`carried` and `target` hold a form that was sent without a session, and where it was going."""

    login = Line(_l("Sign-in name"), [DataRequired(_l("Write your sign-in name.")), Length(max=80)])
    password = Secret(_l("Password"), [DataRequired(_l("Write your password."))])
    next = HiddenField()
    target = HiddenField()
    carried = HiddenField()


class WelcomeForm(Form):
    """A password by one-time link. The first admin also gives a name and a sign-in name."""

    name = Line(_l("Your name, without titles"), [DataRequired(), Length(max=150)])
    login = Line(
        _l("Sign-in name"), [DataRequired(), LOGIN], description=_l("What you will type to sign in. Never your NIP.")
    )
    password = Secret(
        _l("New password"),
        [DataRequired()],
        description=_l("At least 10 characters. Three or four unrelated words are strong and easy to remember."),
    )

    def for_known_person(self) -> None:
        """The person exists already, so only the password is asked."""
        del self.name
        del self.login

    def name_given(self) -> str:
        return self.name.text if "name" in self else ""

    def login_given(self) -> str:
        return self.login.text if "login" in self else ""


class PersonForm(Form):
    name = Line(
        _l("Name, without titles"),
        [DataRequired(), Length(max=150)],
        description=_l("One field, as on the certificate."),
    )
    title_before = Line(
        _l("Titles before the name"), [Optional(), Length(max=60)], description=_l("For example Dr. or Hj.")
    )
    title_after = Line(
        _l("Titles after the name"), [Optional(), Length(max=80)], description=_l("For example S.Sos., M.Si.")
    )
    login = Line(_l("Sign-in name"), [DataRequired(), LOGIN], description=_l("For example ratna.dewi. Never the NIP."))
    organisation_id = SelectField(_l("Organisation (OPD)"), coerce=int)
    unit = Line(_l("Unit"), [Optional(), Length(max=150)])
    position = Line(_l("Position"), [Optional(), Length(max=150)], description=_l("Printed on the certificate."))
    employment = SelectField(
        _l("Employment"), choices=lambda: [(word.value, _(name)) for word, name in EMPLOYMENT_NAMES.items()]
    )
    nip = Line(
        _l("NIP or NI PPPK"),
        [Optional(), Length(max=30)],
        description=_l("18 digits, for the certificate. Leave empty without one."),
    )
    rank = Line(_l("Rank"), [Optional(), Length(max=60)], description=_l("For example Penata Muda, III/a."))
    phone = Line(_l("WhatsApp number"), [Optional(), PHONE], description=_l("To send the sign-in link and reminders."))

    def validate_nip(self, field: Any) -> None:
        bare = bare_nip(field.text)
        if len(bare) == 16 and bare.isdigit():
            raise ValidationError(_("A number of 16 digits is a NIK. The NIK is not collected here; leave this empty."))
        if len(bare) > 18:
            raise ValidationError(_("A NIP has 18 digits; this has %(count)d.", count=len(bare)))

    def draft(self) -> PersonDraft:
        return PersonDraft(
            login=self.login.text,
            name=self.name.text,
            organisation_id=self.organisation_id.data,
            employment=Employment(self.employment.data),
            title_before=self.title_before.text,
            title_after=self.title_after.text,
            nip=self.nip.text,
            rank=self.rank.text,
            position=self.position.text,
            unit=self.unit.text,
            phone=self.phone.text,
        )


class RolesForm(Form):
    roles = SelectMultipleField(
        _l("Roles"),
        choices=lambda: [(role.value, _(name)) for role, name in ROLE_NAMES.items()],
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
    )
    looks_after = SelectField(
        _l("Looks after"),
        coerce=int,
        description=_l("Only for the admin of an OPD: this organisation and all under it."),
    )

    def chosen(self) -> list[Role]:
        return [Role(word) for word in self.roles.data or []]


class ContactForm(Form):
    phone = Line(
        _l("WhatsApp number"),
        [Optional(), PHONE],
        description=_l("Seen by the organisers alone, to send links and reminders."),
    )
    position = Line(_l("Position"), [Optional(), Length(max=150)], description=_l("Printed on your certificate."))
    unit = Line(_l("Unit"), [Optional(), Length(max=150)])


class PasswordForm(Form):
    password_now = Secret(_l("Present password"), [DataRequired()])
    password = Secret(
        _l("New password"),
        [DataRequired()],
        description=_l("At least 10 characters. Three or four unrelated words are strong and easy to remember."),
    )
