"""What can go wrong for a person: one class per HTTP answer, the message already a clear sentence."""

from collections.abc import Mapping
from typing import TypeAlias

from flask_babel.speaklater import LazyString

from lms.kit.i18n import _l

Words: TypeAlias = str | LazyString


class AppError(Exception):
    """An expected refusal. `message` says what happened, `advice` what to do next; both are shown to the person."""

    status = 500
    title: Words = _l("Something went wrong")
    message: Words = _l("The page could not be shown.")
    advice: Words = _l("Try again in a moment. What you typed is kept where possible.")

    def __init__(self, message: Words | None = None, *, advice: Words | None = None) -> None:
        if message is not None:
            self.message = message
        if advice is not None:
            self.advice = advice
        super().__init__(self.status, type(self).__name__)

    def __str__(self) -> str:
        return str(self.message)


class NotFound(AppError):
    status = 404
    title = _l("This page does not exist")
    message = _l("There is nothing at this address, or it is not yours to open.")
    advice = _l("Check the address, or go back to your desk.")


class Forbidden(AppError):
    status = 403
    title = _l("You are not authorised")
    message = _l("Your role does not include this page.")
    advice = _l("If you need it, ask the city's communications office.")


class Conflict(AppError):
    status = 409
    title = _l("This has changed meanwhile")
    message = _l("This was changed while you had it open. Nothing was overwritten.")
    advice = _l("Open the page again to see the newest version.")


class Invalid(AppError):
    """Input that cannot be accepted; `fields` maps a field name to its sentence."""

    status = 422
    title = _l("Something needs to be corrected")
    message = _l("Some fields need to be corrected.")
    advice = _l("Correct what is marked and send it again. Nothing you typed is lost.")

    def __init__(self, message: Words | None = None, *, fields: Mapping[str, Words] | None = None) -> None:
        super().__init__(message)
        self.fields: dict[str, Words] = dict(fields or {})


class TooLarge(AppError):
    status = 413
    title = _l("This is too large")
    message = _l("What was sent is larger than this page accepts.")
    advice = _l("Send a smaller file: a photo may have at most 10 MB.")


class UnsupportedMedia(AppError):
    status = 415
    title = _l("This kind of file is not accepted")
    message = _l("Only photos in JPEG, PNG or WebP are accepted.")
    advice = _l("Choose the photo from your gallery or take it with the camera.")


class TooMany(AppError):
    """`retry_after` is in seconds and becomes the Retry-After header."""

    status = 429
    title = _l("Too many tries")
    message = _l("There were too many tries in a short time.")
    advice = _l("Wait a little, then try again.")

    def __init__(self, message: Words | None = None, *, retry_after: int = 60) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class Unavailable(AppError):
    status = 503
    title = _l("The system is busy")
    message = _l("The database is busy right now, so nothing was changed.")
    advice = _l("Wait a few seconds and send it again. What you typed is kept.")
    retry_after = 5


class StorageFull(AppError):
    status = 507
    title = _l("The storage is full")
    message = _l("The server has no room left, so nothing was saved.")
    advice = _l("Reading still works. Tell the city's communications office, then try again.")
