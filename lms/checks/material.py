"""What a check looks at: the post as it is typed, nothing of who wrote it."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class ImageSize:
    """Pixels a platform advises for one shape of picture; `ratio` is what people call it, e.g. "4:5"."""

    width: int
    height: int
    ratio: str


@dataclass(frozen=True, slots=True)
class PlatformFacts:
    """Limits of one platform, from courses/platforms.yaml; None where the platform sets none."""

    key: str
    title: str
    text_limit: int
    hashtags_limit: int | None = None
    hashtags_advised: tuple[int, int] | None = None
    alt_limit: int | None = None
    url_weight: int | None = None
    """Characters every link counts as, however long it is (X: 23)."""
    images: tuple[ImageSize, ...] = ()


@dataclass(frozen=True, slots=True)
class PhotoFacts:
    """Pixels of the upright photo."""

    width: int
    height: int
    alt_text: str


@dataclass(frozen=True, slots=True)
class Material:
    """One post. `settings` are those of the check that is looking; run_checks puts them there."""

    text: str
    platform: PlatformFacts | None = None
    photos: tuple[PhotoFacts, ...] = ()
    live_url: str = ""
    settings: Mapping[str, int] = field(default_factory=dict)
