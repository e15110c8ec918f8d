"""The call tree of one adjoint run, folded: what each recording leaves on the stack, exact in bytes.

A *recording* is what one run of a procedure's forward sweep leaves on the stack, seen in its order: the bytes that
the procedure pushes itself, between its *visits* of instrumented call sites. A visit of a checkpointed site leaves
its snapshot, one of a site that is not checkpointed leaves the callee's recording. Equal neighbours are folded to a
:class:`Repeat`, and equal recordings are kept once, so that loops and often called procedures take no room.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

UNSEEN = -1
"""The snapshot of a visit that ran split: nothing was seen of it."""


class Visit(NamedTuple):
    """One dynamic occurrence of a call site."""

    gap: int
    """Bytes that the caller itself pushed since the visit before (or since it began); negative where it popped."""
    site: int
    """Index in :attr:`Profile.sites`."""
    snapshot: int
    """Bytes of the snapshot where the visit ran checkpointed, else :data:`UNKNOWN`."""
    recording: int
    """Index in :attr:`Profile.recordings`: what the callee's own recording holds."""


class Repeat(NamedTuple):
    """The same run of visits several times over."""

    times: int
    """At least 2."""
    block: tuple[Item, ...]


class Episode(NamedTuple):
    """A forward sweep that began where this stands and was reversed before the visits after it: nothing of it stays.

    So run the steps of a binomial loop, the iterations of an II-LOOP and adjoints that are called without callbacks.
    The bytes at its begin are those after the visit before it (or at the begin of the recording).
    """

    recording: int
    """Index in :attr:`Profile.recordings`."""


Item: TypeAlias = Visit | Repeat | Episode


class Recording(NamedTuple):
    """What one forward sweep left on the stack, from its beginning to its turn."""

    items: tuple[Item, ...]
    tail: int
    """Bytes that the procedure pushed itself after its last visit."""


@dataclass(frozen=True, slots=True)
class Site:
    """A static call site as the callbacks name it, with its times summed over all its visits, in seconds.

    The cost of the callbacks themselves is already subtracted.
    """

    callee: str
    file: str
    """Name of the primal file, as given to the callbacks."""
    line: int
    joint_visits: int
    """Visits that ran checkpointed."""
    write: float
    """Writing snapshots."""
    advance: float
    """The duplicated primal calls."""
    read: float
    """Reading snapshots."""
    reverse: float
    """In the callee's adjoint, without what instrumented sites below it took."""
    split_visits: int
    """Visits that ran not checkpointed."""
    forward: float
    """In the callee's forward sweep where it ran split, without what instrumented sites below it took."""
    backward: float
    """In its backward sweep, likewise."""

    @property
    def checkpointing(self) -> float:
        """Seconds that checkpointing this site took: they are gained if it is not checkpointed."""
        return self.write + self.advance + self.read


@dataclass(frozen=True, slots=True)
class Profile:
    """What one process of an instrumented adjoint run wrote."""

    sites: tuple[Site, ...]
    recordings: tuple[Recording, ...]
    """A recording's visits name recordings that come before it."""
    runs: tuple[tuple[int, int], ...]
    """The adjoint runs of the process in order, as (how often in a row, index in ``recordings``)."""
    base: int
    """Bytes on the stack when the first callback came."""
    peak: int
    """The largest stack size seen by any callback, in bytes."""
    wall: float
    """Seconds from the start of the process to the writing of the profile."""
    cpu: float
    """Seconds of processor time of the process in the same interval."""
    overhead: float
    """Seconds that all callbacks together are reckoned to have taken (part of ``wall``)."""
    process: int
    rank: int | None
    """MPI rank, where the environment gives one."""
    notes: tuple[str, ...] = ()
    """What went wrong while recording, each with its count, in words for the user."""
    switches: int = 0
    """How often the process was made to wait for others while it could have run: the machine was not quiet."""
    sizes: str = "exact"
    """``exact``; ``coarse`` where scalars wait in buffers that cannot be seen, so that sizes jump by whole buffers;
    ``none`` where no stack was found."""
