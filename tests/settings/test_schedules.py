"""The tables [schedules.NAME] become schedules, or everything wrong with them is told."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pressrun.errors import SettingsError
from pressrun.model.approval import Approving
from pressrun.model.audience import Cadence
from pressrun.model.cron import parse_cron
from pressrun.model.phrase import parse_every
from pressrun.model.publication import Content, Layout
from pressrun.model.recurrence import Rule, next_after
from pressrun.model.schedule import (
    CatchUp,
    Choice,
    IfEmpty,
    IfLate,
    Numbering,
    Order,
    Part,
    Schedule,
)
from pressrun.settings import load_settings
from settings.written import SOUND, TOP, heads, load, told

HEAD = "\n[schedules.weekly]\n"
NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)
THURSDAY = 'every = "thursday 09:00"\n'


def day(text: str) -> date:
    return date.fromisoformat(text)


def wall(text: str) -> datetime:
    return datetime.fromisoformat(text)


def schedule(folder: Path, rows: str) -> Schedule:
    [found] = load(folder, f"{SOUND}{HEAD}{rows}").schedules
    return found


def refusal(folder: Path, rows: str) -> str:
    return told(folder, f"{SOUND}{HEAD}{rows}")


def test_the_least_schedule_is_what_the_model_says(tmp_path: Path) -> None:
    found = schedule(tmp_path, THURSDAY)

    rule = parse_every("thursday 09:00")
    assert isinstance(rule, Rule)
    assert found == Schedule(
        name="weekly",
        rule=rule,
        said="thursday 09:00",
        zone="Europe/Lisbon",
        list="main",
        digest=found.digest,
    )
    assert len(found.digest) == 64


def test_every_setting_of_a_schedule_is_read(tmp_path: Path) -> None:
    text = (
        f'{SOUND}[lists.harbour]\nsender = "notes@example.org"\n{HEAD}'
        'cron = "0 9 * * thu"\nzone = "Pacific/Apia"\nlist = "harbour"\n'
        'skip = ["2026-12-31", "2026-12-24", "2027-01-07 09:00"]\n'
        'extra = ["2026-12-30 09:00", "2026-12-23T09:00"]\n'
        'subject = "Notes {number}, {date}: {first}"\nlayout = "digest"\ncontent = "full"\n'
        'tags = ["tide", "ships"]\nsections = "News"\nlanguages = ["en", "pt-br"]\n'
        'authors = ["Ada Sample"]\nlimit = 10\norder = "weight"\n'
        'if_late = "skip"\ngrace = "2h30m"\nif_empty = "ask"\ncatch_up = "all"\n'
        'draft_ahead = "2d"\n'
        '[[schedules.weekly.parts]]\ntitle = "Tide"\nintro = """\nWhat the water\n*did*.\n"""\n'
        'tags = ["tide"]\nsections = ["Water"]\nauthors = ["Ada Sample"]\nlimit = 3\n'
        '[[schedules.weekly.parts]]\ntitle = "Ships"\n'
    )

    [found] = load(tmp_path, text).schedules

    rule = parse_cron("0 9 * * thu")
    assert isinstance(rule, Rule)
    assert found == Schedule(
        name="weekly",
        rule=rule,
        said="0 9 * * thu",
        zone="Pacific/Apia",
        list="harbour",
        digest=found.digest,
        subject="Notes {number}, {date}: {first}",
        layout=Layout.DIGEST,
        content=Content.FULL,
        skip=(day("2026-12-24"), day("2026-12-31")),
        skip_at=(wall("2027-01-07 09:00"),),
        extra=(wall("2026-12-23 09:00"), wall("2026-12-30 09:00")),
        choice=Choice(
            tags=("tide", "ships"),
            sections=("News",),
            languages=("en", "pt-BR"),
            authors=("Ada Sample",),
            limit=10,
        ),
        parts=(
            Part(
                title="Tide",
                intro="What the water\n*did*.",
                choice=Choice(
                    tags=("tide",), sections=("Water",), authors=("Ada Sample",), limit=3
                ),
            ),
            Part(title="Ships"),
        ),
        order=Order.WEIGHT,
        if_late=IfLate.SKIP,
        grace=timedelta(hours=2, minutes=30),
        if_empty=IfEmpty.ASK,
        catch_up=CatchUp.ALL,
        draft_ahead=timedelta(days=2),
    )


def test_a_cadence_makes_digests(tmp_path: Path) -> None:
    assert schedule(tmp_path, f'{THURSDAY}cadence = "monthly"\n').cadence is Cadence.MONTHLY


def test_dates_and_times_may_be_those_of_toml(tmp_path: Path) -> None:
    written = schedule(
        tmp_path,
        f"{THURSDAY}skip = [2026-12-24, 2026-12-31T09:00:00]\nextra = 2026-12-23T09:00:00\n",
    )

    assert (written.skip, written.skip_at) == ((day("2026-12-24"),), (wall("2026-12-31 09:00"),))
    assert written.extra == (wall("2026-12-23 09:00"),)


def test_approval_and_numbering_stand_at_the_top(tmp_path: Path) -> None:
    found = load(tmp_path, f'approval = "required"\nnumbering = "year"\n{SOUND}')

    assert (found.approving, found.numbering) == (Approving.REQUIRED, Numbering.YEAR)
    assert load(tmp_path, SOUND).approving is Approving.NONE
    assert heads(told(tmp_path, f'approval = "yes"\nnumbering = "yearly"\n{SOUND}')) == [
        'error[CFG006]: \'approval\' must be "none" or "required"',
        'error[CFG006]: \'numbering\' must be "publication" or "year"',
    ]


@pytest.mark.parametrize(
    "rows",
    [
        'cron = "0 9 * * thu"\n',
        f'{THURSDAY}tags = ["tide"]\nif_late = "send"\ndraft_ahead = "1d"\n',
        f'{THURSDAY}zone = "Europe/Lisbon"\nsubject = "x"\n',
    ],
)
def test_the_digest_stays_where_the_moments_do(tmp_path: Path, rows: str) -> None:
    assert schedule(tmp_path, rows).digest == schedule(tmp_path, THURSDAY).digest


@pytest.mark.parametrize(
    "rows",
    [
        'every = "thursday 09:01"\n',
        f'{THURSDAY}zone = "Europe/Berlin"\n',
        f'{THURSDAY}skip = "2026-12-24"\n',
        f'{THURSDAY}skip = "2026-12-24 09:00"\n',
        f'{THURSDAY}extra = "2026-12-24 10:00"\n',
    ],
)
def test_the_digest_changes_with_what_decides_the_moments(tmp_path: Path, rows: str) -> None:
    assert schedule(tmp_path, rows).digest != schedule(tmp_path, THURSDAY).digest


def test_what_is_skipped_and_what_is_extra_do_not_have_one_digest(tmp_path: Path) -> None:
    moment = '"2026-12-25 10:00"'

    assert (
        schedule(tmp_path, f"{THURSDAY}skip = {moment}\n").digest
        != schedule(tmp_path, f"{THURSDAY}extra = {moment}\n").digest
    )


def test_schedules_stand_in_the_order_of_the_file(tmp_path: Path) -> None:
    text = f'{SOUND}{HEAD}{THURSDAY}[schedules.daily]\nevery = "daily 07:30"\n'

    assert [item.name for item in load(tmp_path, text).schedules] == ["weekly", "daily"]


def test_a_rule_that_is_not_understood_is_told_where_it_stands(tmp_path: Path) -> None:
    assert refusal(tmp_path, 'every = "thorsday 09:00"\n') == (
        "error[RUL002]: 'schedules.weekly.every' does not say when: 'thorsday' is not a day\n"
        " --> pressrun.toml:12:9\n"
        "   |\n"
        '12 | every = "thorsday 09:00"\n'
        "   |         ^^^^^^^^^^^^^^^^\n"
        '  = help: write "thursday 09:00"'
    )
    assert refusal(tmp_path, 'cron = "0 9 * * 1"\n').endswith('write "0 9 * * mon"')


def test_a_setting_of_a_part_is_told_with_its_own_line(tmp_path: Path) -> None:
    said = refusal(
        tmp_path,
        f'{THURSDAY}[[schedules.weekly.parts]]\ntitle = "Tide"\n'
        "[[schedules.weekly.parts]]\ntitel = 3\n",
    )

    assert said == (
        "error[CFG007]: 'schedules.weekly.parts.title' is missing\n"
        " --> pressrun.toml:15:3\n"
        "   |\n"
        "15 | [[schedules.weekly.parts]]\n"
        "   |   ^^^^^^^^^^^^^^^^^^^^^^\n"
        '  = help: write  title = "From the harbour"\n'
        "\n"
        "error[CFG005]: 'schedules.weekly.parts.titel' is no setting\n"
        " --> pressrun.toml:16:1\n"
        "   |\n"
        "16 | titel = 3\n"
        "   | ^^^^^\n"
        "  = help: did you mean 'title'?"
    )


def test_parts_may_stand_on_one_line(tmp_path: Path) -> None:
    rows = f'{THURSDAY}parts = [{{title = "Tide", tags = "tide"}}, {{title = "Ships"}}]\n'

    assert schedule(tmp_path, rows).parts == (
        Part(title="Tide", choice=Choice(tags=("tide",))),
        Part(title="Ships"),
    )
    assert " --> pressrun.toml:13:" in refusal(tmp_path, f"{THURSDAY}parts = [{{titel = 3}}]\n")


def test_sections_that_could_not_be_told_apart_or_filled_are_refused(tmp_path: Path) -> None:
    part = "[[schedules.weekly.parts]]\n"

    twice = refusal(tmp_path, f'{THURSDAY}{part}title = "A"\ntags = "x"\n{part}title = "A"\n')
    empty = refusal(tmp_path, f'{THURSDAY}{part}title = "A"\n{part}title = "B"\ntags = "x"\n')

    assert heads(twice) == ["error[CFG016]: 'schedules.weekly.parts' has two sections called 'A'"]
    assert heads(empty) == [
        "error[CFG017]: 'schedules.weekly.parts' would leave 'B' empty: 'A' takes every article"
    ]
    assert " --> pressrun.toml:16:3\n" in twice
    assert " --> pressrun.toml:15:3\n" in empty


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("", "'schedules.weekly.every' is missing"),
        (f'{THURSDAY}cron = "0 9 * * thu"\n', "'schedules.weekly.cron' stands beside every"),
        ("every = 9\n", "'schedules.weekly.every' must be text in quotation marks"),
        (f'{THURSDAY}zone = "Lisbon"\n', 'write  zone = "Europe/Lisbon"'),
        (f'{THURSDAY}list = "mian"\n', "did you mean 'main'?"),
        (f'{THURSDAY}cadence = "each"\n', 'must be "weekly" or "monthly"'),
        (f'{THURSDAY}cadence = "weekly"\ntags = ["x"]\n', "'schedules.weekly.tags' stands beside"),
        (f'{THURSDAY}cadence = "weekly"\nlimit = 3\n', "'schedules.weekly.limit' stands beside"),
        (
            f'{THURSDAY}subject = "{{nummer}}"\n',
            "no other marks than {number}, {date}, {first} and {title}",
        ),
        (f'{THURSDAY}subject = "{{"\n', "no other marks than"),
        (f'{THURSDAY}grace = "12"\n', 'write  grace = "12h"'),
        (f'{THURSDAY}grace = "31d"\n', "from 0s to 30d"),
        (f'{THURSDAY}if_late = "sent"\n', "did you mean 'send'?"),
        (f'{THURSDAY}catch_up = "none"\n', 'must be "latest", "all" or "skip"'),
        (f"{THURSDAY}limit = -1\n", "a whole number from 1 to 1000, or 0 for no limit"),
        (f'{THURSDAY}tags = ["tide", 3]\n', "a list of words in quotation marks, which '3' is not"),
        (f'{THURSDAY}tags = ["x", "x"]\n', "'x' is there twice"),
        (f'{THURSDAY}languages = ["english"]\n', "a list of language tags"),
        (f'{THURSDAY}skip = ["2026-02-30"]\n', "which '2026-02-30' is not"),
        (f'{THURSDAY}skip = ["9999-12-31"]\n', "which '9999-12-31' is not"),
        (f'{THURSDAY}extra = ["0001-01-01 09:00"]\n', "which '0001-01-01 09:00' is not"),
        (f'{THURSDAY}skip = ["24 December"]\n', 'write  skip = ["2026-12-24"]'),
        (f"{THURSDAY}skip = [2026-12-24T09:00:00Z]\n", "must be a list of days, or of moments"),
        (f'{THURSDAY}skip = ["2026-12-24", 2026-12-24]\n', "'2026-12-24' is there twice"),
        (f'{THURSDAY}extra = ["2026-12-26"]\n', "a list of days with their times"),
        (f'{THURSDAY}extra = ["2026-12-26 09:00:30"]\n', "a list of days with their times"),
        (
            f'{THURSDAY}skip = ["2026-12-24", "2026-12-24 09:00"]\n',
            "names 2026-12-24 09:00 and the whole of that day",
        ),
        (
            f'{THURSDAY}skip = "2026-12-24 09:00"\nextra = "2026-12-24 09:00"\n',
            "names 2026-12-24 09:00, which is skipped",
        ),
        (f'{THURSDAY}extra = "2026-12-24 09:00"\n', "which comes without it"),
        (f'{THURSDAY}[schedules.weekly.parts]\ntitle = "x"\n', "must be an array of tables"),
        (f"{THURSDAY}parts = 3\n", "write  [[schedules.weekly.parts]]  on a line of its own"),
        (f"{THURSDAY}evry = 3\n", "did you mean 'every'?"),
    ],
)
def test_a_schedule_that_cannot_be_is_refused(tmp_path: Path, rows: str, said: str) -> None:
    assert said in refusal(tmp_path, rows)


def test_an_extra_moment_may_take_the_place_of_what_is_skipped_on_its_day(tmp_path: Path) -> None:
    rows = f'{THURSDAY}skip = "2026-12-24"\nextra = ["2026-12-24 09:00"]\n'

    assert schedule(tmp_path, rows).extra == (wall("2026-12-24 09:00"),)


def test_a_schedule_is_named_as_lists_are(tmp_path: Path) -> None:
    said = told(tmp_path, f'{SOUND}[schedules."Every Week"]\n{THURSDAY}')

    assert "must be named with a-z, digits and single hyphens" in said
    assert "'schedules' must be a table" in told(tmp_path, f"schedules = 3\n{SOUND}")


def test_a_schedule_without_any_list_is_no_surprise(tmp_path: Path) -> None:
    assert heads(told(tmp_path, f"{TOP}{HEAD}{THURSDAY}")) == [
        "error[CFG007]: 'lists' is missing: a publication has one list or more"
    ]


values = st.sampled_from(
    [
        *('"x"', '""', "1", "true", "nan", "[]", "{}", '["a"]', "{a = {}}", "2026-12-01", "12:00"),
        *("[2026-12-01]", "2026-12-01T09:00:00Z", '"\\u0000"', '"2026-12-01 09:00"', "[[]]"),
        *('"0 9 * * 1"', '"thursday 09:00"', '"12h"', '[{title = "x"}]', "[{title = 1}]", "[1]"),
        *('"weekly"', '"9999-12-31 23:59"', '"0001-01-01"', "-1"),
    ]
)
keys = st.sampled_from(
    [
        *("every", "cron", "zone", "skip", "extra", "list", "cadence", "subject", "layout", "x"),
        *("tags", "limit", "languages", "order", "if_late", "grace", "draft_ahead", "parts"),
    ]
)


@settings(max_examples=150)
@given(st.dictionaries(keys, values, max_size=8))
def test_no_schedule_raises_anything_but_settings_errors(
    tmp_path_factory: pytest.TempPathFactory, rows: dict[str, str]
) -> None:
    folder = tmp_path_factory.getbasetemp()
    text = f"{SOUND}{HEAD}" + "".join(f"{key} = {value}\n" for key, value in rows.items())

    (folder / "pressrun.toml").write_text(text)
    try:
        [found] = load_settings(folder, {}).schedules
    except SettingsError:
        return
    # Whatever is read can be looked at on the calendar.
    following = next_after(
        found.rule, found.zone, NOW, skip=found.skip, skip_at=found.skip_at, extra=found.extra
    )
    assert following is not None
    assert following.at > NOW
