"""How everybody on a list stands to an issue, counted in one walk over it (port People)."""

from collections.abc import Sequence
from typing import Final

from pressrun.model.reach import Reach, Reached, missing
from pressrun.store.driver import Driver

# The branches are in the order of model.reach.Reach.
_REACH: Final = """
    CASE
        WHEN subscription.state <> 'confirmed' THEN subscription.state
        WHEN suppression.reason IS NOT NULL THEN suppression.reason
        WHEN subscription.cadence <> 'each' THEN subscription.cadence
        WHEN subscription.topics <> '' AND misses(subscription.topics) THEN 'topic'
        ELSE 'mailed'
    END
"""
_COUNT: Final = f"""
    SELECT reach, CASE WHEN reach = 'mailed' THEN language ELSE '' END AS spoken, owes, count(*)
    FROM (
        SELECT {_REACH} AS reach, subscriber.language AS language,
            subscription.owed_since IS NOT NULL AS owes
        FROM subscription JOIN subscriber ON subscriber.id = subscription.subscriber
        LEFT JOIN suppression ON suppression.address_hash = subscriber.address_hash
        WHERE subscription.list = ?
    )
    GROUP BY reach, spoken, owes ORDER BY reach, spoken, owes
"""  # noqa: S608  an expression of ours


class SqlReach:
    """What one transaction knows of who would get an issue."""

    _driver: Driver

    def reach(self, list: str, *, topics: Sequence[str] | None) -> Sequence[Reached]:
        misses = missing(topics)
        self._driver.define("misses", lambda chosen: misses(chosen.splitlines()))
        return [
            Reached(reach=Reach(reach), language=language, owes=bool(owes), count=count)
            for reach, language, owes, count in self._driver.rows(_COUNT, (list,))
        ]
