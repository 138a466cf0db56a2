"""Who may do what, what a name and a NIP look like. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from lms.kit.words import N_


class Role(StrEnum):
    TRAINEE = "trainee"
    TRAINER = "trainer"
    OPD_ADMIN = "opd_admin"
    ADMIN = "admin"
    AUDITOR = "auditor"


class Permission(StrEnum):
    ACCOUNT = "account"
    """Everyone who is signed in: own profile, password, sessions."""
    LEARN = "learn"
    """Own lessons, quizzes, posts, scores and certificates."""
    GRADE = "grade"
    """Posts of one's own batches."""
    SEE_BATCHES = "see_batches"
    """Batches one is concerned with; batches.service decides which."""
    SEE_TESTS = "see_tests"
    """What a batch has gained in its tests, and how good their questions are."""
    RUN_BATCHES = "run_batches"
    MANAGE_PEOPLE = "manage_people"
    SEE_CERTIFICATES = "see_certificates"
    ISSUE = "issue"
    AUTHOR = "author"
    """Look through the courses with their keys, and propose editions."""
    APPROVE_COURSES = "approve_courses"


GRANTS: Mapping[Role, frozenset[Permission]] = {
    Role.TRAINEE: frozenset({Permission.LEARN}),
    Role.TRAINER: frozenset({Permission.GRADE, Permission.SEE_BATCHES, Permission.SEE_TESTS, Permission.AUTHOR}),
    Role.OPD_ADMIN: frozenset({Permission.SEE_BATCHES}),
    Role.ADMIN: frozenset(
        {
            Permission.SEE_BATCHES,
            Permission.SEE_TESTS,
            Permission.RUN_BATCHES,
            Permission.MANAGE_PEOPLE,
            Permission.SEE_CERTIFICATES,
            Permission.ISSUE,
            Permission.AUTHOR,
            Permission.APPROVE_COURSES,
        }
    ),
    Role.AUDITOR: frozenset({Permission.SEE_BATCHES, Permission.SEE_CERTIFICATES}),
}


class Employment(StrEnum):
    """status_kepegawaian (domain: training also admits people without a NIP)."""

    PNS = "pns"
    CPNS = "cpns"
    PPPK = "pppk"
    PPPK_PART_TIME = "pppk_part_time"
    NON_ASN = "non_asn"
    BUMD = "bumd"
    OTHER = "other"


ROLE_NAMES: Mapping[Role, str] = {
    Role.TRAINEE: N_("Participant"),
    Role.TRAINER: N_("Trainer"),
    Role.OPD_ADMIN: N_("Admin of an OPD"),
    Role.ADMIN: N_("Admin"),
    Role.AUDITOR: N_("Auditor"),
}
EMPLOYMENT_NAMES: Mapping[Employment, str] = {
    Employment.PNS: N_("PNS"),
    Employment.CPNS: N_("CPNS"),
    Employment.PPPK: N_("PPPK"),
    Employment.PPPK_PART_TIME: N_("PPPK, part-time"),
    Employment.NON_ASN: N_("Non-ASN"),
    Employment.BUMD: N_("BUMD or BLUD"),
    Employment.OTHER: N_("Other"),
}


class OrganisationKind(StrEnum):
    """Kinds of perangkat daerah (PP 18/2016 Ps 5(2)) and of the units under them."""

    CITY = "city"
    SECRETARIAT = "secretariat"
    COUNCIL_SECRETARIAT = "council_sec"
    INSPECTORATE = "inspectorate"
    SERVICE = "service"
    AGENCY = "agency"
    DISTRICT = "district"
    SUBDISTRICT = "subdistrict"
    DIVISION = "division"
    UNIT = "unit"
    HOSPITAL = "hospital"
    ENTERPRISE = "enterprise"


@dataclass(frozen=True, slots=True)
class NipDoubt:
    """One thing about a number that looks wrong. It warns and never blocks: the register at BKN is right, not we."""

    msgid: str


def doubts_about_nip(digits: str, today: date) -> tuple[NipDoubt, ...]:
    """What looks wrong with an 18-digit NIP (Perka BKN 22/2007) or NI PPPK, whose digits 13-14 are no month but a code from 21."""
    if len(digits) != 18 or not digits.isascii() or not digits.isdigit():
        return (NipDoubt(N_("A NIP has exactly 18 digits.")),)
    found: list[NipDoubt] = []
    try:
        born = date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        found.append(NipDoubt(N_("The first eight digits are not a date of birth.")))
    else:
        age = today.year - born.year - ((today.month, today.day) < (born.month, born.day))
        if not 17 <= age <= 70:
            found.append(NipDoubt(N_("The date of birth gives an age outside 17 to 70 years.")))
    if int(digits[8:12]) > today.year + 1:
        found.append(NipDoubt(N_("The year of appointment lies in the future.")))
    code = int(digits[12:14])
    if not (1 <= code <= 12 or code >= 21):
        found.append(NipDoubt(N_("Digits 13 and 14 are neither a month (PNS) nor a contract code from 21 (PPPK).")))
    if digits[14] not in "12":
        found.append(NipDoubt(N_("Digit 15 should be 1 (male) or 2 (female).")))
    return tuple(found)


def bare_nip(typed: str) -> str:
    """The digits of a NIP written in groups ("19860926 201505 1 001"); anything else stays as typed."""
    bare = typed.translate({ord(mark): None for mark in " .-"})
    return bare if bare.isascii() and bare.isdigit() else typed.strip()


def nip_belongs_to_pppk(digits: str) -> bool:
    return len(digits) == 18 and digits.isascii() and digits.isdigit() and int(digits[12:14]) >= 21


def full_name(name: str, title_before: str, title_after: str) -> str:
    """Name with academic titles: "Dr. Siti Aminah, S.Sos., M.Si."."""
    front = f"{title_before} {name}".strip()
    return f"{front}, {title_after}" if title_after else front
