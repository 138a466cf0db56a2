"""What the demo city's certificates are printed with: an invented letterhead and an invented signer."""

from pathlib import Path

from lms.config import Settings

INVENTED = Path(__file__).with_name("config.toml")


def furnish(settings: Settings) -> None:
    """Gives a new installation the invented office as its config.toml, before the application reads its settings.

    Whatever has a config.toml or a database already is somebody's installation and stays as it is.
    """
    target = settings.instance / "config.toml"
    if settings.database_url or (settings.instance / "lms.db").exists() or target.exists():
        return
    settings.instance.mkdir(parents=True, exist_ok=True, mode=0o700)
    target.write_bytes(INVENTED.read_bytes())
