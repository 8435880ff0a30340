"""What the database refuses or counts by itself, in its newest form; ``migrations/`` made it."""

from typing import Final

# A sender asks after every commit whether anybody it holds a claim for may have left: these count
# every change that could mean so, whoever made it.
NOUNS: Final = ("reader", "suppression")

# How far this database has read ``no.log`` (port KnownNoes).
NO_LOG: Final = "no-log"

# Before the name of a list: how many noes to it this database had forgotten.
FORGOTTEN: Final = "forgotten:"

TRIGGERS: Final = (
    """
    CREATE TRIGGER consent_is_never_changed BEFORE UPDATE ON consent
    BEGIN SELECT RAISE(ABORT, 'the consent log is append-only'); END
    """,
    """
    CREATE TRIGGER consent_is_never_deleted BEFORE DELETE ON consent
    BEGIN SELECT RAISE(ABORT, 'the consent log is append-only'); END
    """,
    """
    CREATE TRIGGER delivery_is_never_deleted BEFORE DELETE ON delivery
    BEGIN SELECT RAISE(ABORT, 'an audience never shrinks'); END
    """,
    """
    CREATE TRIGGER delivery_is_never_added BEFORE INSERT ON delivery
    WHEN (SELECT state FROM press_run WHERE id = NEW.run) <> 'frozen'
    BEGIN SELECT RAISE(ABORT, 'an open audience never grows'); END
    """,
    """
    CREATE TRIGGER subscription_change_is_counted AFTER UPDATE ON subscription
    WHEN OLD.state <> NEW.state OR OLD.handle <> NEW.handle OR OLD.subscriber <> NEW.subscriber
        OR OLD.cadence <> NEW.cadence
    BEGIN
        UPDATE version SET number = number + 1 WHERE noun = 'reader';
        INSERT INTO change (number, subscriber)
            SELECT number, NEW.subscriber FROM version WHERE noun = 'reader';
        DELETE FROM change WHERE number = (SELECT max(number) FROM change) - 10000;
    END
    """,
    """
    CREATE TRIGGER subscription_loss_is_counted AFTER DELETE ON subscription
    BEGIN
        UPDATE version SET number = number + 1 WHERE noun = 'reader';
        INSERT INTO change (number, subscriber)
            SELECT number, OLD.subscriber FROM version WHERE noun = 'reader';
        DELETE FROM change WHERE number = (SELECT max(number) FROM change) - 10000;
    END
    """,
    """
    CREATE TRIGGER subscriber_change_is_counted AFTER UPDATE ON subscriber
    WHEN OLD.address <> NEW.address OR OLD.address_hash <> NEW.address_hash OR OLD.name <> NEW.name
    BEGIN
        UPDATE version SET number = number + 1 WHERE noun = 'reader';
        INSERT INTO change (number, subscriber)
            SELECT number, NEW.id FROM version WHERE noun = 'reader';
        DELETE FROM change WHERE number = (SELECT max(number) FROM change) - 10000;
    END
    """,
    """
    CREATE TRIGGER suppression_is_counted AFTER INSERT ON suppression
    BEGIN UPDATE version SET number = number + 1 WHERE noun = 'suppression'; END
    """,
    """
    CREATE TRIGGER suppression_change_is_counted AFTER UPDATE ON suppression
    BEGIN UPDATE version SET number = number + 1 WHERE noun = 'suppression'; END
    """,
    """
    CREATE TRIGGER suppression_loss_is_counted AFTER DELETE ON suppression
    BEGIN UPDATE version SET number = number + 1 WHERE noun = 'suppression'; END
    """,
)
