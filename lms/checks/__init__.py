"""Material -> Finding: advice on a post before it is sent. Advice never scores by itself."""

from lms.checks.finding import Check, CheckUse, Finding, Severity
from lms.checks.material import ImageSize, Material, PhotoFacts, PlatformFacts
from lms.checks.registry import CHECKS, run_checks

__all__ = [
    "CHECKS",
    "Check",
    "CheckUse",
    "Finding",
    "ImageSize",
    "Material",
    "PhotoFacts",
    "PlatformFacts",
    "Severity",
    "run_checks",
]
