"""Telling a WebSub hub that a topic has new content."""

from enum import StrEnum


class PingState(StrEnum):
    """``given-up`` ends until the topic changes again."""

    WAITING = "waiting"
    TOLD = "told"
    GIVEN_UP = "given-up"
