"""Work that a cancellation must not tear in two."""

import asyncio
from collections.abc import Awaitable


async def whole(work: Awaitable[None]) -> None:
    """Await ``work`` to its end; a cancellation meanwhile is raised after it.

    So a note is either written or not, and no task is left behind.
    """
    task = asyncio.ensure_future(work)
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        await task
        raise
