"""The schemas that editors use: every file that ships fits its own, and a key the reader does not know fits none."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from lms.authoring.beginning import BLANK
from lms.catalog.pack import BrokenPack
from lms.config import resource
from tests.catalog.small_pack import FILES, SmallPack

COURSES = resource("courses")
SCHEMAS = {path.stem: json.loads(path.read_text()) for path in (COURSES / "schemas").glob("*.json")}
FOLDERS = {"questions": "questions", "quizzes": "quiz", "assignments": "assignment"}
SHIPPED = sorted(path.relative_to(COURSES).as_posix() for path in COURSES.rglob("*.yaml"))


def schema_of(name: str) -> str:
    path = Path(name)
    return FOLDERS.get(path.parent.name, path.stem)


def read(text: str) -> Any:
    """As an editor reads it: dates are words, and keys are words too."""

    def worded(found: Any) -> Any:
        if isinstance(found, dict):
            return {str(key): worded(value) for key, value in found.items()}
        return [worded(value) for value in found] if isinstance(found, list) else found

    return worded(yaml.load(text, Loader=_Words))  # noqa: S506 - a SafeLoader without dates


class _Words(yaml.SafeLoader):
    """YAML 1.2, which editors read: only true and false are neither words nor numbers, "off" is a word."""

    yaml_implicit_resolvers = {  # noqa: RUF012 - as PyYAML declares it
        sign: [
            (tag, shape)
            for tag, shape in resolvers
            if not tag.endswith(":timestamp") and (sign in "tf" or not tag.endswith(":bool"))
        ]
        for sign, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


def complaints(name: str, text: str) -> list[str]:
    validator = Draft202012Validator(SCHEMAS[schema_of(name)])
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(read(text))]


@pytest.mark.parametrize("name", sorted(SCHEMAS))
def test_a_schema_is_one(name: str) -> None:
    Draft202012Validator.check_schema(SCHEMAS[name])


@pytest.mark.parametrize("name", SHIPPED)
def test_what_ships_fits_its_schema(name: str) -> None:
    assert complaints(name, (COURSES / name).read_text()) == []


@pytest.mark.parametrize("name", SHIPPED)
def test_a_file_names_its_schema_for_editors(name: str) -> None:
    up = "../" * name.count("/")
    first = (COURSES / name).read_text().splitlines()[0]
    assert first == f"# yaml-language-server: $schema={up}schemas/{schema_of(name)}.json"
    assert schema_of(name) in SCHEMAS


def test_a_new_course_fits_too() -> None:
    for path in BLANK.rglob("*.yaml"):
        text = path.read_text().replace("$quoted", "Judul").replace("$pre", "Tes").replace("$post", "Tes")
        assert complaints(path.relative_to(BLANK).as_posix(), text) == []


YAML = sorted(name for name in FILES if name.endswith(".yaml"))


@pytest.mark.parametrize("name", YAML)
def test_reader_and_schema_know_the_same_files_and_keys(pack: SmallPack, name: str) -> None:
    """The same extra key at the top is refused by both."""
    assert complaints(name, FILES[name]) == []
    pack.write(name, FILES[name] + "\nlogo-kota: x\n")
    assert complaints(name, FILES[name] + "\nlogo-kota: x\n") != []
    with pytest.raises(BrokenPack):
        pack.load()
