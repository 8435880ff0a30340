"""What every half of the composition root stands on: a folder, its settings, the time."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import Final

from pressrun.errors import Place, StoreError
from pressrun.mail.signer import SigningKey
from pressrun.settings import Settings, load_settings
from pressrun.system.clock import SystemClock, SystemEntropy

STATE: Final = ".pressrun"


class Premises:
    """A publication's folder, and whether this machine is its press.

    Everything is made when it is first asked for.
    """

    def __init__(self, folder: Path, environ: Mapping[str, str]) -> None:
        self.folder, self.environ = folder, environ
        self.clock, self.entropy = SystemClock(), SystemEntropy()

    @property
    def state(self) -> Path:
        return self.folder / STATE

    @property
    def database(self) -> Path:
        return self.state / "state.db"

    @cached_property
    def settings(self) -> Settings:
        return load_settings(self.folder, self.environ)

    @property
    def is_press(self) -> bool:
        """Tell whether this folder has its database: whether this machine is the press.

        Raises:
            StoreError: Its folder may not be looked into.
        """
        try:
            self.database.stat()
        except (FileNotFoundError, NotADirectoryError):
            return False
        except OSError as cause:
            raise StoreError(
                f"the database cannot be reached: {cause.strerror}",
                code="DB001",
                place=Place(path=str(self.database)),
                help="check that you may read its folder",
            ) from cause
        return True

    @cached_property
    def keys(self) -> Sequence[SigningKey]:
        """Return the keys that sign, made ready.

        Raises:
            SettingsError: One cannot sign.
        """
        if not self.settings.dkim:
            return ()
        # By name, since it loads a package of ten megabytes that only those have who sign.
        dkim = import_module("pressrun.mail.dkim")
        return tuple(dkim.open_key(key) for key in self.settings.dkim)

    def close(self) -> None:
        """Close what was opened; here that is nothing."""
