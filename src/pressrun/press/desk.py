"""What lies on the desk of a verb: the publication and the ports it may reach."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace

from pressrun.model.approval import Approving
from pressrun.model.checking import Checking
from pressrun.model.feedplan import FeedPlan
from pressrun.model.publication import Publication, Theme
from pressrun.model.relay import Relay
from pressrun.model.schedule import Numbering, Schedule
from pressrun.ports import Clock, Entropy, Folder, Isolate, Keep, Outlet


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """The publication and its ports, handed to every verb of the editor's day.

    The store is not among them: a publication is built on machines that have none (design §1),
    so verbs that need it ask for it. ``feeds`` says which feeds there are and how each is made;
    a publication is made while ``turn()`` is held, one at a time. ``schedules`` are the standing
    orders for issues, ``numbering`` how issues are counted, ``approving`` whether one goes out
    only once somebody has approved it; ``checking`` what the publication says of its readers' mail
    programs; ``relays`` where mail would go, looked at by whoever foretells it.
    """

    publication: Publication
    folder: Folder
    outlet: Outlet
    isolate: Isolate
    clock: Clock
    entropy: Entropy
    keep: Keep
    turn: Callable[[], AbstractContextManager[None]] = nullcontext
    feeds: FeedPlan = field(default_factory=FeedPlan)
    schedules: tuple[Schedule, ...] = ()
    numbering: Numbering = Numbering.PUBLICATION
    approving: Approving = Approving.NONE
    checking: Checking = field(default_factory=Checking)
    relays: tuple[Relay, ...] = ()

    def theme(self) -> Theme:
        """Return the templates as they lie in the folder now, with the look's logos.

        Raises:
            ContentError: A template or a logo cannot be read.
        """
        look = self.publication.look
        logos = tuple(
            (path, self.folder.picture(path)) for path in (look.logo, look.logo_dark) if path
        )
        return replace(self.folder.theme(), logos=logos)
