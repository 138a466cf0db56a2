"""Settings: environment (LMS_…) over instance/config.toml over the defaults here."""

import os
import secrets
from collections.abc import Iterable
from pathlib import Path
from typing import Final, Literal

from flask import current_app
from pydantic import BaseModel, Field, SecretStr
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

ROOT = Path(__file__).resolve().parent.parent


def resource(name: Literal["templates", "courses", "migrations", "static"]) -> Path:
    """A directory that ships with the product."""
    return ROOT / name if name in ("templates", "courses") else ROOT / "lms" / name


def instance_directory() -> Path:
    return Path(os.environ.get("LMS_INSTANCE", ROOT / "instance")).resolve()


class BrokenSettings(Exception):
    """Settings the product cannot work with; `errors` are all of them, each a sentence."""

    def __init__(self, errors: Iterable[str]) -> None:
        self.errors = tuple(errors)
        super().__init__("\n".join(self.errors))


MOVED: Final = frozenset({"letterhead", "signatory", "numbering", "legal_basis", "show_scores_on_certificate"})
"""What stood in config.toml before the office had a page of its own."""


class SealKey(BaseModel, extra="forbid"):
    """The institution's electronic seal: a key in a file (PEM or PKCS#12) or in a device (PKCS#11), never in the database.

    Paths without a leading slash begin in the instance. A PKCS#12 file may bring the certificate and its chain along.
    """

    key_file: Path | None = None
    certificate_file: Path | None = None
    chain_file: Path | None = None
    passphrase: SecretStr = SecretStr("")
    pkcs11_module: Path | None = None
    pkcs11_token: str = ""
    pkcs11_key: str = ""
    pkcs11_pin: SecretStr = SecretStr("")
    tsa_url: str = ""

    @property
    def given(self) -> bool:
        """Whether a key is named at all; whether it can be used, its owner finds out."""
        return self.key_file is not None or self.pkcs11_module is not None


class Bsre(BaseModel, extra="forbid"):
    """The eSign client service of BSrE in the own network, and the certificates its signers are checked against (PEM)."""

    url: str = ""
    client_id: str = ""
    client_secret: SecretStr = SecretStr("")
    trust_file: Path | None = None


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="LMS_", env_nested_delimiter="__", extra="forbid")

    instance: Path = Field(default_factory=instance_directory)
    database_url: str = ""
    base_url: str = "http://127.0.0.1:8000"
    secret_key: SecretStr = SecretStr("")
    courses: Path = Field(default_factory=lambda: resource("courses"))
    trusted_proxies: int = 0
    site_name: str = "Pewarta"
    contact: str = "Diskominfo Kota Palembang"
    seal: SealKey = SealKey()
    bsre: Bsre = Bsre()
    issuer_key_file: Path | None = None
    """The key that signs QR codes and badges (lms/certificates/issuer.py); None is instance/issuer.key, made at first need."""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        toml = TomlConfigSettingsSource(settings_cls, instance_directory() / "config.toml")
        named = {name.lower().removeprefix("lms_").partition("__")[0] for name in os.environ if name.startswith("LMS_")}
        if moved := sorted(MOVED & (named | toml.toml_data.keys())):
            told = (
                f"What certificates print is kept on the page /office now: remove {', '.join(moved)} from the settings."
            )
            raise BrokenSettings([told])
        return init_settings, env_settings, toml

    @property
    def database(self) -> str:
        """The SQLAlchemy URL; SQLite in the instance when none is given. `postgresql:` means psycopg 3."""
        return self.database_url or f"sqlite:///{self.instance / 'lms.db'}"

    @property
    def https(self) -> bool:
        return self.base_url.startswith("https:")

    def key(self) -> str:
        """The signing key: the setting, else instance/secret.key, made at the first start with mode 0600."""
        given = self.secret_key.get_secret_value()
        if given:
            return given
        self.instance.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = self.instance / "secret.key"
        try:
            descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        except FileExistsError:
            return path.read_text().strip()
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_hex(32))
        return path.read_text().strip()


def current_settings() -> Settings:
    """The settings of the running application."""
    settings: Settings = current_app.extensions["settings"]
    return settings
