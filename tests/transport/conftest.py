"""What is held of every test in this room: no relay was ever sent what could be misread."""

from collections.abc import Iterator

import pytest

from doubles.relay import ScriptedRelay, wire_faults


@pytest.fixture(autouse=True)
def clean_wire() -> Iterator[None]:
    ScriptedRelay.wires.clear()
    yield
    assert [fault for wire in ScriptedRelay.wires for fault in wire_faults(wire)] == []
