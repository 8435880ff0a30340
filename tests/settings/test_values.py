"""Whatever stands in a setting of delivery, it is read or told."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import settings as profile
from hypothesis import strategies as st

from pressrun.errors import SettingsError
from pressrun.settings import tables
from pressrun.settings.form import Setting
from settings.written import SOUND, load

TABLES: Mapping[str, Mapping[str, Setting]] = {
    "relays.main": tables.RELAY,
    "relays.main.timeouts": tables.TIMEOUTS,
    'relays.main.domains."gmail.com"': tables.DOMAIN,
    "delivery": tables.DELIVERY,
    "dkim.press": tables.DKIM,
    "relays": {"main": Setting(str), "domains": Setting(str)},
    "relays.main.domains": {"a": Setting(str)},
}
VALUES = (
    *('"x"', '""', "0", "1", "-1", "25", "465", "true", "1.5", "nan", "inf", "[]", "{}", '["a"]'),
    *("9223372036854775807", "{a = {}}", "[[]]", "[1, 2]", '["1m"]', '"48h"', "2026-12-01"),
    *('"\\u0000"', '"../x"', '"127.0.0.1"', '"ses"', '"tls"', '"none"', '"outbox"', '"hold"'),
)


@profile(deadline=None, max_examples=200)
@given(st.data())
def test_no_value_of_delivery_raises_anything_but_settings_errors(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    rows = [SOUND]
    for name in data.draw(st.lists(st.sampled_from(list(TABLES)), min_size=1, unique=True)):
        keys = st.sampled_from([*TABLES[name], "x"])
        values = data.draw(st.dictionaries(keys, st.sampled_from(VALUES), max_size=4))
        rows += [f"[{name}]", *(f"{key} = {value}" for key, value in values.items())]

    try:
        said = "\n".join(map(str, load(tmp_path_factory.getbasetemp(), "\n".join(rows)).relays))
    except SettingsError as error:
        said = str(error)
    assert "pressrun.toml:" in said or said.startswith("Relay(")
