"""What all modules share: the programme, the competencies and the platforms."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Final

from lms.catalog.pack import LEVELS, Competency, Platform, Predicate, Programme, Targets, Weights
from lms.catalog.proof import Proof
from lms.catalog.section import Section
from lms.catalog.sheet import open_sheet
from lms.checks import ImageSize
from lms.kit.words import N_, Reason

SHARED: Final = ("programme.yaml", "competencies.yaml", "platforms.yaml")
"""The files that every module depends on, and that are therefore part of every edition."""


@dataclass(frozen=True, slots=True)
class Frame:
    """`competencies` and `platforms` are None where their file cannot be read, so that nobody misses one of them."""

    programme: Programme
    modules: tuple[str, ...]
    competencies: Mapping[str, Competency] | None
    platforms: Mapping[str, Platform] | None


def read_frame(proof: Proof, files: Mapping[str, bytes], folders: Collection[str] | None) -> Frame:
    """`files` are the shared ones by name, `folders` the modules there are; None where only one of them is at hand."""
    with open_sheet(proof, "competencies.yaml", files.get("competencies.yaml")) as sheet:
        targets = _targets(sheet)
        competencies = {row.code: row for row in map(_competency, sheet.groups("competencies"))}
    with open_sheet(proof, "platforms.yaml", files.get("platforms.yaml")) as sheet:
        sheet.day("reviewed")
        platforms = {row.key: row for row in map(_platform, sheet.groups("platforms"))}
    with open_sheet(proof, "programme.yaml", files.get("programme.yaml")) as sheet:
        programme = _programme(sheet, targets)
        modules = sheet.words("modules", folders, N_("module"))
    return Frame(programme, modules, competencies or None, platforms or None)


def _targets(sheet: Section) -> Targets:
    with sheet.group("targets") as targets:
        return Targets(
            officer=targets.whole("officer", least=1, most=4),
            lead=targets.whole("lead", least=1, most=4),
        )


def _competency(section: Section) -> Competency:
    return Competency(
        code=section.name("code", among="competencies", pattern=None),
        title=section.said("title"),
        levels=section.level_texts("levels", sorted(LEVELS)),
        external_code=section.text_or_none("external_code"),
    )


def _platform(section: Section) -> Platform:
    return Platform(
        key=section.name("key", among="platforms"),
        title=section.text("title"),
        text_limit=section.whole("text_limit", least=1),
        hashtags_limit=section.whole_or_none("hashtags_limit"),
        hashtags_advised=section.pair("hashtags_advised"),
        alt_limit=section.whole_or_none("alt_limit", least=1),
        url_weight=section.whole_or_none("url_weight", least=1),
        images=tuple(map(_image_size, section.groups("images", required=False))),
    )


def _image_size(section: Section) -> ImageSize:
    return ImageSize(
        width=section.whole("width", least=1),
        height=section.whole("height", least=1),
        ratio=section.text("ratio"),
    )


def _programme(sheet: Section, targets: Targets) -> Programme:
    title, pass_score = sheet.said("title"), sheet.score("pass_score")
    return Programme(
        title=title,
        weights=_weights(sheet),
        pass_score=pass_score,
        min_attendance=sheet.score("min_attendance") / 100,
        predicates=_predicates(sheet, pass_score),
        level_points=sheet.level_numbers("level_points", LEVELS, most=100),
        evidence_levels=sheet.level_numbers("evidence_levels", LEVELS, most=4),
        targets=targets,
    )


def _weights(sheet: Section) -> Weights:
    before = len(sheet.proof)
    with sheet.group("weights") as section:
        weights = Weights(
            assignments=section.whole("assignments", most=100),
            tests=section.whole("tests", most=100),
            practice=section.whole("practice", most=100),
            attendance=section.whole("attendance", most=100),
        )
        total = weights.assignments + weights.tests + weights.practice + weights.attendance
        if len(sheet.proof) == before and total != 100:
            sentence = N_("The weights add up to %(total)s; they should add up to 100.")
            sheet.note("weights", Reason(sentence, {"total": total}))
    return weights


def _predicates(sheet: Section, pass_score: Decimal) -> tuple[Predicate, ...]:
    """From the highest down; whoever passes gets one of them."""
    before = len(sheet.proof)
    rows: list[Predicate] = []
    for section in sheet.groups("predicates"):
        minimum = section.score("minimum")
        rows.append(Predicate(section.name("label", among="predicates", pattern=None), minimum, minimum >= pass_score))
    if len(sheet.proof) == before and sheet.has("predicates"):
        if any(upper.minimum <= lower.minimum for upper, lower in pairwise(rows)):
            sheet.note("predicates", Reason(N_("The predicates should run from the highest minimum down.")))
        elif not rows or rows[-1].minimum > pass_score:
            sentence = N_("Whoever passes with %(score)s gets no predicate; let the lowest start there.")
            sheet.note("predicates", Reason(sentence, {"score": pass_score}))
    return tuple(rows)
