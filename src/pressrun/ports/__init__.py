"""What the core asks of the world, as narrow protocols.

Each docstring is the contract; a contract suite under ``tests/contract`` is its proof and runs
against every implementation.
"""

from pressrun.ports.catalogue import Catalogue, Catalogued
from pressrun.ports.clock import Clock, Entropy
from pressrun.ports.digests import Digests
from pressrun.ports.fetch import Fetch, Fetched
from pressrun.ports.folder import Contents, Folder, Outlet, Reading, Stage, Watch, Written
from pressrun.ports.instance import InstanceMark, Marked
from pressrun.ports.isolate import Isolate
from pressrun.ports.journal import Journal, Journals
from pressrun.ports.keep import Keep
from pressrun.ports.ledger import Deliveries, Issues, Runs
from pressrun.ports.letters import Letters
from pressrun.ports.noes import KnownNoes, NoLog
from pressrun.ports.people import People
from pressrun.ports.pings import Pings
from pressrun.ports.privatefeeds import Keys, PrivateFeeds
from pressrun.ports.readership import Readerships
from pressrun.ports.schedules import Approvals, Bookings
from pressrun.ports.sending import Buckets, Heartbeats
from pressrun.ports.store import Instance, Store, Unit
from pressrun.ports.votes import Votes
from pressrun.ports.wire import Alarm, Take, Tell, Transport
from pressrun.ports.wishes import Throttles, Wishes

__all__ = [
    "Alarm",
    "Approvals",
    "Bookings",
    "Buckets",
    "Catalogue",
    "Catalogued",
    "Clock",
    "Contents",
    "Deliveries",
    "Digests",
    "Entropy",
    "Fetch",
    "Fetched",
    "Folder",
    "Heartbeats",
    "Instance",
    "InstanceMark",
    "Isolate",
    "Issues",
    "Journal",
    "Journals",
    "Keep",
    "Keys",
    "KnownNoes",
    "Letters",
    "Marked",
    "NoLog",
    "Outlet",
    "People",
    "Pings",
    "PrivateFeeds",
    "Readerships",
    "Reading",
    "Runs",
    "Stage",
    "Store",
    "Take",
    "Tell",
    "Throttles",
    "Transport",
    "Unit",
    "Votes",
    "Watch",
    "Wishes",
    "Written",
]
