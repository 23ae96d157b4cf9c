"""A connection that asks prepared statements in one go: what is sent in one go is one transaction.

The driver's cursors do the same and look at every value and every row for its type, which for short statements
takes several times as long as the database takes to answer them.
"""

import asyncio
from collections.abc import Generator, Sequence
from datetime import date
from typing import Any

from psycopg import AsyncConnection
from psycopg.adapt import Transformer
from psycopg.errors import error_from_result
from psycopg.pq import ExecStatus, Format
from psycopg.pq.abc import PGresult
from psycopg.waiting import Ready, Wait

Question = tuple[str, Sequence[object]]  # a statement with $1, $2 … and their values
Rows = list[tuple[Any, ...]]
MOST = 200  # statements that a connection keeps prepared


class PreparedConnection(AsyncConnection[Any]):
    """Statements are told apart by their text and prepared when they first come."""

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self._names: dict[str, bytes] = {}
        self._made = 0

    async def answers(self, questions: Sequence[Question]) -> list[Rows]:
        """The rows of each of these. Raises the driver's errors; then all of them are undone."""
        try:
            await self.wait(self._send(questions))
            results = await self._hear()
        except BaseException:  # cut in the middle: nobody knows what is still under way on this line
            await self.close()
            raise
        for result in results:
            if result.status == ExecStatus.FATAL_ERROR:
                self._names.clear()  # which of them are prepared is not known
                raise error_from_result(result)
        return [self._rows(result) for result in results if result.status == ExecStatus.TUPLES_OK]

    def _send(self, questions: Sequence[Question]) -> Generator[Wait, Ready | int, None]:
        line = self.pgconn
        line.enter_pipeline_mode()
        if self._made > MOST:
            line.send_query_params(b"DEALLOCATE ALL", [])
            self._names, self._made = {}, 0
        for text, values in questions:
            line.send_query_prepared(self._name(text), [*map(written, values)], result_format=Format.BINARY)
        line.pipeline_sync()
        while line.flush():
            if (yield Wait.RW) & Ready.R:
                line.consume_input()

    async def _hear(self) -> list[PGresult]:
        """All answers. A page comes in a hundred pieces; the driver asks the loop for each of them anew."""
        line, loop, some = self.pgconn, asyncio.get_running_loop(), asyncio.Event()
        results: list[PGresult] = []
        loop.add_reader(line.socket, some.set)
        try:
            while not results or results[-1].status != ExecStatus.PIPELINE_SYNC:
                while line.is_busy():
                    await some.wait()
                    some.clear()
                    line.consume_input()
                if result := line.get_result():  # each question ends with a None
                    results.append(result)
        finally:
            loop.remove_reader(line.socket)
        line.exit_pipeline_mode()
        return results

    def _name(self, text: str) -> bytes:
        if text not in self._names:
            self._made += 1
            self._names[text] = b"q%d" % self._made
            self.pgconn.send_prepare(self._names[text], text.encode())
        return self._names[text]

    def _rows(self, result: PGresult) -> Rows:
        reader = Transformer(self)
        reader.set_pgresult(result, format=Format.BINARY)
        return reader.load_rows(0, result.ntuples, tuple)


def written(value: object) -> bytes | None:
    """A value as the database reads any type: as text.

    >>> written(24.5), written(True), written(date(2026, 11, 22)), written(b"\\x01"), written(None)
    (b'24.5', b'True', b'2026-11-22', b'\\\\x01', None)
    """
    if value is None:
        return None
    if isinstance(value, bytes):
        return b"\\x" + value.hex().encode()
    return (value.isoformat() if isinstance(value, date) else str(value)).encode()
