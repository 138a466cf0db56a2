"""The bell that wakes the worker, and the worker's ear. Huey rings it; what there is to do stands in the job rows."""

import os
import signal
import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final

from huey import PostgresHuey, SqliteHuey, crontab
from huey.serializer import SignedSerializer
from sqlalchemy import make_url

from lms.config import Settings
from lms.kit.log import log

GRACE_SECONDS: Final = 15
"""How long a stopping worker waits for the job in hand; what is not finished by then is run again by the next."""


class Bell:
    """Rung by whoever committed a job, heard by the worker. A ring that gets lost costs a minute, not a job."""

    def __init__(self, settings: Settings, *, heard: Callable[[], None], each_minute: Callable[[], None]) -> None:
        self.settings = settings
        self.heard = heard
        self.each_minute = each_minute
        self._task: Any = None
        self._opening = threading.Lock()

    def ring(self, pause: timedelta = timedelta()) -> None:
        """Now, or after a pause. What it is about is committed, so a bell that is out of order only delays it."""
        try:
            if pause:
                self._work().schedule(delay=pause.total_seconds())
            else:
                self._work()()
        except Exception:  # noqa: BLE001  # a full disk, a locked file, a database that went away: the minute comes
            log.warning("bell out of order", exc_info=True)

    def waiting(self) -> int:
        """Rings not yet heard; 0 when the bell is out of order."""
        try:
            return int(self._work().huey.pending_count())
        except Exception:  # noqa: BLE001  # as in ring()
            return 0

    def close(self) -> None:
        """Lets go of the queue and its connection; the next ring opens it again."""
        if self._task is not None:
            self._task.huey.storage.close()
            self._task = None

    def listen(self, *, until_eof: bool) -> None:
        """Hears until SIGTERM or SIGINT, or with `until_eof` until standard input closes; ends after the job in hand.

        One thread works, one keeps the minute; where nothing can wake them they look twice a second.
        """
        huey = self._work().huey
        minute = huey.periodic_task(crontab(), name="sweep")(self.each_minute)
        consumer = huey.create_consumer(workers=1, max_delay=0.5, shutdown_timeout=GRACE_SECONDS)
        minute()
        consumer.start()
        ended = threading.Event()
        for polite in (signal.SIGTERM, signal.SIGINT):
            signal.signal(polite, lambda *_: ended.set())
        if until_eof:
            threading.Thread(target=_await_eof, args=(ended,), daemon=True).start()
        while not ended.wait(10):
            consumer.check_worker_health()
        consumer.stop(graceful=True)

    def _work(self) -> Any:
        """The task that huey hands on, its queue beside the data: a file in the instance, or tables in the same
        PostgreSQL. Opened at the first ring, so that starting the product costs nothing."""
        with self._opening:
            if self._task is None:
                about = {"name": "lms", "results": False, "serializer": SignedSerializer(secret=self.settings.key())}
                url = make_url(self.settings.database)
                if url.get_backend_name() == "postgresql":
                    address = url.set(drivername="postgresql").render_as_string(hide_password=False)
                    huey = PostgresHuey(dsn=address, **about)
                else:
                    huey = SqliteHuey(filename=str(self.settings.instance / "huey.db"), fsync=False, **about)
                self._task = huey.task(name="work")(self.heard)
            return self._task


def _await_eof(ended: threading.Event) -> None:
    while os.read(0, 4096):
        pass
    ended.set()
