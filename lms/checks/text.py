"""What is counted in a text: characters as people see them, words, links, hashtags, the lead."""

import re

import regex

GRAPHEME = regex.compile(r"\X")
HASHTAG = re.compile(r"(?<![\w&/#])#(\w+)")
LINK = re.compile(
    r"(?:https?://\S+|www\.\S+|[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:id|com|org|net|info|ly|gl|me)(?:[/?#:]\S*)?)",
    re.IGNORECASE,
)
AROUND_A_LINK = "()[]<>{}\"'“”‘’.,;:!?…"
ENDS_A_SENTENCE = (".", "!", "?", "…", '."', ".”", '!"', "!”", '?"', "?”", ":")


def graphemes(text: str) -> int:
    """Characters as people see them: an emoji with its skin tone, or a letter with its accents, is one."""
    return sum(1 for _ in GRAPHEME.finditer(text))


def words(text: str) -> int:
    """Runs between spaces that hold a letter or a digit: "anak-anak" is one word, a lone dash none."""
    return sum(1 for run in text.split() if any(character.isalnum() for character in run))


def links(text: str) -> list[str]:
    """Addresses as written, with or without https://, without the punctuation around them."""
    runs = (run.strip(AROUND_A_LINK) for run in text.split())
    return [run for run in runs if LINK.fullmatch(run)]


def hashtags(text: str) -> list[str]:
    """Hashtags without their #; a number alone is none."""
    return [tag for tag in HASHTAG.findall(text) if any(character.isalpha() for character in tag)]


def lead(text: str) -> str:
    """The first paragraph of a news text; a first line that ends no sentence is its headline."""
    paragraphs = [line.strip() for line in text.splitlines() if line.strip()]
    if len(paragraphs) > 1 and not paragraphs[0].endswith(ENDS_A_SENTENCE):
        return paragraphs[1]
    return paragraphs[0] if paragraphs else ""
