"""The only reader of pressrun.toml and the environment."""

from pressrun.settings.load import load_settings
from pressrun.settings.values import Settings, Site, sending_refusal

__all__ = ["Settings", "Site", "load_settings", "sending_refusal"]
