"""Why a training is not passed yet, in sentences with their numbers. Pure."""

from collections.abc import Iterator
from decimal import Decimal

from lms.gradebook.plan import PRACTICE_KEY, Plan
from lms.kit.words import N_, Reason


def obstacles(
    plan: Plan, missing: tuple[str, ...], failing: tuple[str, ...], final: Decimal | None, attendance: Decimal | None
) -> Iterator[Reason]:
    """Everything that stands in the way, at once. `attendance` is a percentage, None before the first marked session."""
    assignments, tests = plan.names(missing)
    for names, msgid in (
        (assignments, N_("Assignments without a result: %(count)s (%(names)s).")),
        (plan.names(failing)[0], N_("Assignments not passed yet: %(count)s (%(names)s).")),
        (tests, N_("Quizzes without a result: %(count)s (%(names)s).")),
    ):
        if names:
            yield Reason(msgid, {"count": len(names), "names": ", ".join(names)})
    if PRACTICE_KEY in missing:
        yield Reason(N_("The trainer has not given the score for practice yet."))
    yield from _attendance_short(plan, attendance)
    if final is not None and final < plan.programme.pass_score:
        yield Reason(
            N_("The final score is %(score)s; at least %(minimum)s is needed."),
            {"score": final, "minimum": plan.programme.pass_score},
        )


def _attendance_short(plan: Plan, percent: Decimal | None) -> Iterator[Reason]:
    minimum = plan.programme.min_attendance * 100
    if percent is None:
        if plan.asks_for_attendance:
            yield Reason(N_("No attendance has been recorded yet."))
    elif percent < minimum:
        yield Reason(
            N_("Attendance is %(percent)s %%; at least %(minimum)s %% is needed."),
            {"percent": percent, "minimum": minimum},
        )
