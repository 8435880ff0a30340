"""The table [delivery]: how long to go on trying."""

from pressrun.model.patience import Patience
from pressrun.settings.durations import written
from pressrun.settings.form import Form
from pressrun.settings.tables import DELIVERY


def read_patience(form: Form) -> Patience:
    """Return what [delivery] says; a retry that would come after giving up is a problem."""
    values = form.read(("delivery",), DELIVERY)
    patience = Patience(**{key: value for key, value in values.items() if value is not None})
    if patience.retry[0] >= patience.give_up:
        told = "retry" if "retry" in form.table(("delivery",)) else "give_up"
        what = (
            f"leaves no time to try again: the first pause is {written(patience.retry[0])},"
            f" and after {written(patience.give_up)} a delivery is given up"
        )
        advice = 'write  retry = ["1m", "5m", "15m", "30m", "1h", "2h", "4h"]\nand  give_up = "48h"'
        form.refuse("CFG015", ("delivery", told), what, advice, value=True)
    return patience
