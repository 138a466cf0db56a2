"""`lms verify`: is this certificate genuine? By the register, or without any network by a saved key.

0 says valid, 1 says not, 2 says that the question could not be asked.
"""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final, NoReturn

import click

from lms.certificates import codes, issuer, offline
from lms.certificates.offline import NotSigned, OfflineFacts
from lms.kit.clock import wib
from lms.kit.words import Reason

if TYPE_CHECKING:
    from flask import Flask

    from lms.certificates.verification import Verified

VALID, NOT_VALID, WRONG_USE = 0, 1, 2
STATES: Final = {
    "valid": "VALID",
    "waiting": "NOT VALID YET: its electronic signature is still waited for",
    "replaced": "REPLACED by a newer certificate with the same number",
    "revoked": "REVOKED",
}
MATCHES: Final = {
    "issued": "This is exactly the file that was issued.",
    "unsigned": "This is the print from before it was signed, not the published file.",
    "lengthened": "ALTERED: it begins with a file of the register, and something was added behind it.",
    "changed": "ALTERED: it carries the code of a certificate, but it is not the file that was issued.",
    "unknown": "UNKNOWN: no file that was issued here looks like this one.",
}


def verify_command(application: Callable[[], "Flask"]) -> click.Command:
    """The command; `application` opens the installation where the register has to be asked."""

    @click.command()
    @click.argument("what", metavar="TEXT|CODE|FILE")
    @click.option(
        "--offline", "without_register", is_flag=True, help="Ask nobody: check the signature in the QR's text."
    )
    @click.option(
        "--key",
        type=click.Path(path_type=Path, exists=True, dir_okay=False),
        help="With --offline: the issuer's public key, saved from /issuer-key.pem.",
    )
    def verify(what: str, without_register: bool, key: Path | None) -> None:
        """Check a certificate: the text of its QR, its code, or its PDF.

        TEXT may also be a file with the text of the QR, or - to read it from standard input. Ends with 0 for a valid
        certificate, 1 for one that is not, 2 when the question cannot be answered.
        """
        if without_register:
            if key is None:
                refuse("--offline needs --key FILE: the issuer's public key, saved before from /issuer-key.pem.")
            say_offline(text_of(what), key)
        if key is not None:
            refuse("--key is for --offline; the register knows its own key.")
        ask_register(application, what)

    return verify


def refuse(sentence: str) -> NoReturn:
    click.echo(sentence, err=True)
    raise SystemExit(WRONG_USE)


def ask_register(application: Callable[[], "Flask"], what: str) -> NoReturn:
    from sqlalchemy.exc import DBAPIError

    path = path_of(what)
    try:
        if path is not None and b"%PDF-" in path.read_bytes()[:1024]:
            say_file(opened(application), path)
        say_code(opened(application), text_of(what))
    except DBAPIError:
        refuse("The register cannot be asked: its database does not answer. Is this the installation (LMS_INSTANCE)?")


def opened(application: Callable[[], "Flask"]) -> "Flask":
    """The installation; one that cannot be opened says why by itself, and that is no answer about the certificate."""
    try:
        return application()
    except SystemExit as ended:
        raise SystemExit(WRONG_USE) from ended


def path_of(what: str) -> Path | None:
    """The file of this name, when there is one; a QR's text is too long for a name."""
    try:
        path = Path(what)
        return path if path.is_file() else None
    except (OSError, ValueError):
        return None


def text_of(what: str) -> str:
    """The text itself, or what standard input or a file of that name holds."""
    if what == "-":
        return sys.stdin.read(10_000).strip()
    path = path_of(what)
    if path is None:
        return what.strip()
    try:
        return path.read_bytes()[:10_000].decode().strip()
    except UnicodeDecodeError:
        refuse(f"{path} is neither a PDF nor a text. Read the QR with any app and give what it shows.")


def say_offline(text: str, key: Path) -> NoReturn:
    """Needs no installation: no settings, no database."""
    try:
        public_key = issuer.read_public_key(key.read_bytes())
    except issuer.NotAKey:
        refuse(f"{key} is no public key of an issuer (Ed25519, PEM).")
    try:
        facts = offline.read_qr(text, public_key)
    except NotSigned as refusal:
        click.echo(f"NOT GENUINE: {told(refusal.reason)}")
        raise SystemExit(NOT_VALID) from refusal
    click.echo("GENUINE: the issuer signed exactly this.")
    click.echo("\n".join(signed_lines(facts)))
    click.echo(f"  {'Key':10}{issuer.key_id(public_key)}")
    click.echo("Whether it was revoked or replaced since cannot be known offline; the address above answers that.")
    raise SystemExit(VALID)


def signed_lines(facts: OfflineFacts) -> list[str]:
    cut = " … (cut to fit into the QR)"
    return [
        f"  {'Number':10}{facts.number}{cut if facts.number_is_cut else ''}",
        f"  {'Name':10}{facts.name}{cut if facts.name_is_cut else ''}",
        f"  {'Issued':10}{facts.issued_on.isoformat()}",
        f"  {'Address':10}{facts.url}",
    ]


def say_code(app: "Flask", text: str) -> NoReturn:
    """Asks the register for a code, an address, or the whole text of a QR, whose signature has to be right as well."""
    from lms.certificates import verification
    from lms.certificates.verification import State

    address, _, signed = text.partition("#")
    code = address.rstrip("/").rpartition("/")[2]
    if codes.read_code(code) is None and not signed:
        refuse("This is no code, no text of a QR, and no file. A code has 26 letters and digits.")
    with app.app_context(), app.test_request_context():
        if signed:
            try:
                offline.read_qr(text, issuer.issuer_key().public_key())
            except NotSigned as refusal:
                click.echo(f"NOT GENUINE: {told(refusal.reason)}")
                raise SystemExit(NOT_VALID) from refusal
        found = verification.look_up(code)
        if found is None:
            click.echo("UNKNOWN: no certificate in this register has that code.")
            raise SystemExit(NOT_VALID)
        click.echo("\n".join(register_lines(found)))
    raise SystemExit(VALID if found.state is State.VALID else NOT_VALID)


def say_file(app: "Flask", path: Path) -> NoReturn:
    from lms.certificates.compare import FILE_BYTES, Match, compare
    from lms.certificates.verification import State

    with path.open("rb") as file:
        content = file.read(FILE_BYTES + 1)
    with app.app_context(), app.test_request_context():
        comparison = compare(content)
        problem = comparison.problem
        click.echo(told(problem) if problem else MATCHES[comparison.match])
        found = comparison.found
        if found is not None:
            click.echo("\n".join(register_lines(found)))
    genuine = comparison.match is Match.ISSUED and found is not None and found.state is State.VALID
    raise SystemExit(VALID if genuine else NOT_VALID)


def register_lines(found: "Verified") -> list[str]:
    since = f" since {wib(found.since).date().isoformat()}" if found.since else ""
    facts = found.facts
    pairs = (("Number", facts.number), ("Name", facts.name), ("Training", facts.training), ("Issued", facts.issued))
    lines = [f"{STATES[found.state]}{since}", *(f"  {name:10}{value}" for name, value in pairs)]
    return [*lines, f"  {'SHA-256':10}{found.digest}"] if found.digest else lines


def told(reason: Reason) -> str:
    """The sentence in English: a command line has no reader's language."""
    return reason.msgid % reason.params
