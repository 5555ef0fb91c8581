"""The one door between the app and the store: a thread that owns it, and the one place that hears its errors."""

import asyncio
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from ce_tui.store import Store, StoreError

T = TypeVar("T")


class Door:
    """Opens the store on its own thread at once, and asks it one thing after the other."""

    def __init__(self, open_store: Callable[[], Store], say_error: Callable[[StoreError], None]) -> None:
        """`say_error` hears, on the app's thread, of every error that `ask` meets."""
        self._thread = ThreadPoolExecutor(1, "store")
        self._store: Future[Store] = self._thread.submit(open_store)
        self._say_error = say_error

    async def opened(self) -> StoreError | None:
        """Wait until the store is open; the error if it cannot be opened."""
        try:
            await asyncio.wrap_future(self._store)
        except StoreError as error:
            return error
        return None

    @property
    def failed(self) -> bool:
        """Whether the store could not be opened; waits until that is known."""
        return self._store.exception() is not None

    def begin(self, use_case: Callable[[Store], T]) -> Future[T]:
        """Ask without waiting; for what shall be at hand when the screen is first drawn."""
        return self._thread.submit(lambda: use_case(self._store.result()))

    async def ask(self, use_case: Callable[[Store], T]) -> T | None:
        """What a use case of the store returns; None once the user has been told why it could not be done."""
        try:
            return await self.ask_raw(use_case)
        except StoreError as error:
            self._say_error(error)
            return None

    async def ask_raw(self, use_case: Callable[[Store], T]) -> T:
        """Like `ask`, for callers that show a StoreError themselves."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._thread, lambda: use_case(self._store.result()))

    def close(self) -> None:
        """Finish what was asked, then close the store."""
        self._thread.submit(lambda: self._store.result().close())
        self._thread.shutdown(wait=True)
