"""The eSign client service of BSrE: one PDF and the official's NIK and passphrase go in, the signed PDF comes out.

As its "Petunjuk Teknis API eSign Client Service" has it: POST /api/sign/pdf with HTTP Basic and a form of several parts
(file, nik, passphrase, tampilan); the answer is the PDF, or the header id_dokumen under which GET /api/sign/download/… has
it; a refusal is JSON with "error" and "status_code", 2031 for a wrong passphrase.

NIK and passphrase live in the arguments of one call. Nothing here logs, keeps or repeats them, not even out of an answer.
"""

import http.client
import ipaddress
import json
import secrets
import ssl
import time
from base64 import b64encode
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, urlsplit

from lms.config import Bsre
from lms.kit.words import N_, Reason

SIGN: Final = "/api/sign/pdf"
DOWNLOAD: Final = "/api/sign/download/"
WRONG_PASSPHRASE: Final = 2031
MOST_BYTES: Final = 20 * 1024**2
CHUNK: Final = 64 * 1024
TOLD_LENGTH: Final = 160


class NotSigned(Exception):
    """The service did not sign; `reason` for people. `final`: the next file would fare the same."""

    def __init__(self, msgid: str, *, final: bool, **params: str | int) -> None:
        self.reason = Reason(msgid, params)
        self.final = final
        super().__init__(msgid)


@dataclass(frozen=True, slots=True, repr=False)
class Official:
    """Who signs, for the length of a request. Has no repr, so that no log can show it."""

    nik: str
    passphrase: str

    def hidden(self, text: str) -> str:
        """`text` without what only the official may know."""
        for secret in (self.passphrase, self.nik):
            text = text.replace(secret, "…") if secret else text
        return text


def sign(service: Bsre, official: Official, name: str, pdf: bytes, *, seconds: float) -> bytes:
    """The PDF as the service returns it, not looked at yet. Raises NotSigned, within `seconds` or little more."""
    deadline = time.monotonic() + seconds
    boundary = secrets.token_hex(16)
    body = _form(boundary, {"nik": official.nik, "passphrase": official.passphrase, "tampilan": "invisible"}, name, pdf)
    kind = f"multipart/form-data; boundary={boundary}"
    answer = _ask(service, "POST", SIGN, deadline, body, {"Content-Type": kind})
    if answer.status != http.client.OK:
        raise _refusal(answer, official)
    if answer.body.startswith(b"%PDF-"):
        return answer.body
    if not answer.document:
        raise NotSigned(N_("The signing service answered without a PDF."), final=False)
    fetched = _ask(service, "GET", DOWNLOAD + quote(answer.document, safe=""), deadline)
    if fetched.status != http.client.OK:
        raise _refusal(fetched, official)
    return fetched.body


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    document: str
    """The header id_dokumen."""
    body: bytes


def _ask(
    service: Bsre,
    method: str,
    path: str,
    deadline: float,
    body: bytes | None = None,
    headers: dict[str, str] | None = None,
) -> Answer:
    """One exchange on a connection of its own; redirects are not followed, so nothing is sent to anybody else."""
    connection, prefix = _connection(service, max(0.1, deadline - time.monotonic()))
    login = f"{service.client_id}:{service.client_secret.get_secret_value()}".encode()
    sent = {"Authorization": f"Basic {b64encode(login).decode()}", "Accept": "application/pdf, application/json"}
    try:
        connection.request(method, prefix + path, body, sent | (headers or {}))
        with connection.getresponse() as answer:
            content = _read(answer, deadline)
            return Answer(answer.status, (answer.getheader("id_dokumen") or "")[:200], content)
    except TimeoutError:
        raise NotSigned(N_("The signing service did not answer in time."), final=True) from None
    except ssl.SSLError:
        raise NotSigned(
            N_("The signing service could not prove who it is (TLS), so nothing was sent."), final=True
        ) from None
    except (OSError, http.client.HTTPException):
        raise NotSigned(N_("The signing service cannot be reached."), final=True) from None
    finally:
        connection.close()


def _connection(service: Bsre, seconds: float) -> tuple[http.client.HTTPConnection, str]:
    """To the address of the settings: by TLS, or in the clear within the own network alone."""
    parts = urlsplit(service.url)
    host, prefix = parts.hostname or "", parts.path.rstrip("/")
    if parts.scheme == "https" and host:
        context = ssl.create_default_context()
        return http.client.HTTPSConnection(host, parts.port, timeout=seconds, context=context), prefix
    if parts.scheme == "http" and _is_near(host):
        return http.client.HTTPConnection(host, parts.port, timeout=seconds), prefix
    raise NotSigned(
        N_("The address of the signing service has to begin with https:// (http:// only with a private IP address)."),
        final=True,
    )


def _is_near(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_private
    except ValueError:
        return False


def _read(answer: http.client.HTTPResponse, deadline: float) -> bytes:
    """The body, as long as it is neither too large nor too slow."""
    content = b""
    while chunk := answer.read1(CHUNK):
        content += chunk
        if len(content) > MOST_BYTES:
            raise NotSigned(N_("The signing service answered with far too much."), final=True)
        if time.monotonic() > deadline:
            raise TimeoutError
    return content


def _form(boundary: str, fields: dict[str, str], name: str, pdf: bytes) -> bytes:
    """RFC 7578. `name` is a file name of ours: letters, digits, dots and dashes."""
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{field}"\r\n\r\n{value}\r\n'.encode()
        for field, value in fields.items()
    ]
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
    return b"".join(
        [*parts, head.encode(), b"Content-Type: application/pdf\r\n\r\n", pdf, f"\r\n--{boundary}--\r\n".encode()]
    )


def _refusal(answer: Answer, official: Official) -> NotSigned:
    """The service's own words where it has any, without what the official typed."""
    try:
        told = json.loads(answer.body[:CHUNK])
        said, code = str(told.get("error", "")), told.get("status_code")
    except (ValueError, AttributeError, RecursionError):
        said, code = "", None
    if code == WRONG_PASSPHRASE:
        return NotSigned(N_("The passphrase is wrong."), final=True)
    if answer.status in (http.client.UNAUTHORIZED, http.client.FORBIDDEN):
        return NotSigned(
            N_("The signing service does not accept this system (bsre.client_id, bsre.client_secret)."), final=True
        )
    if answer.status >= http.client.INTERNAL_SERVER_ERROR or not said:
        return NotSigned(
            N_("The signing service has a fault of its own (answer %(status)s)."), final=True, status=answer.status
        )
    shown = " ".join("".join(sign if sign.isprintable() else " " for sign in official.hidden(said)).split())[
        :TOLD_LENGTH
    ]
    return NotSigned(N_("The signing service refused: %(said)s"), final=False, said=shown)
