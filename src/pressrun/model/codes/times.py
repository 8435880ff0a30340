"""What can be wrong with moments, with rules of schedules and with plans."""

from typing import Final

from pressrun.errors import Severity
from pressrun.model.code import Code

TIMES: Final[tuple[Code, ...]] = (
    Code(
        code="SCH001",
        title="the moment has gone by",
        why="Nothing is scheduled for the past by itself: a slip in a date would send at once.",
        mend='Name one to come, such as `"tue 9:00"`, or `pressrun schedule ISSUE now`.',
    ),
    Code(
        code="SCH002",
        title="clocks skip this time",
        why="On the day on which clocks go forward an hour does not exist; the mail goes out as"
        " soon as it is over.",
        mend="There is nothing to do, unless another time is meant.",
        severity=Severity.WARNING,
    ),
    Code(
        code="SCH004",
        title="this says no moment",
        why="A day that cannot be told from another one would send on the wrong date.",
        mend='Write `"tue 9:00"`, `"tomorrow 18:30"`, `"2026-12-01 09:00"` or `"in 2 hours"`.',
    ),
    Code(
        code="SCH005",
        title="the time of day is missing",
        why="Midnight is rarely meant.",
        mend='Write it behind the day: `"tue 9:00"`.',
    ),
    Code(
        code="SCH006",
        title="this is not a time of day",
        why="Hours go from 0 to 23 and minutes from 00 to 59; `9am` and `9.30` mean several things"
        " in several countries.",
        mend="Write `9:00` or `18:30`.",
    ),
    Code(
        code="SCH007",
        title="this is not a date",
        why="The month has no such day, or the parts are in another order.",
        mend="Write year, month and day: `2026-12-01`.",
    ),
    Code(
        code="SCH008",
        title="this is beyond the calendar",
        why="Dates end with the year 9999.",
        mend="Write an earlier date.",
    ),
    Code(
        code="SCH009",
        title="this is not a time zone",
        why="Nobody can tell when nine o'clock is there.",
        mend='Write an IANA name: `zone = "Europe/Berlin"`.',
    ),
    Code(
        code="SCH010",
        title="the issue is not scheduled",
        why="There is nothing to take back.",
        mend='Schedule it: `pressrun schedule ISSUE "tue 9:00"`.',
    ),
    Code(
        code="SCH011",
        title="the issue is going out now",
        why="People have it already, so its time cannot be changed any more.",
        mend="See how far it is: `pressrun status ISSUE`; `pressrun pause ISSUE` stops it for a"
        " while.",
    ),
    Code(
        code="SCH012",
        title="the issue never goes out again",
        why="It was sent, or cancelled for good; the same people would get it twice.",
        mend='Make a new one: `pressrun new issue "SUBJECT"`.',
    ),
    Code(
        code="SCH022",
        title="the issue seems to have gone out already",
        why="It is public, and this database does not know to whom it went, so it would go to"
        " everybody a second time.",
        mend="Leave it, unless you know that it went to nobody.",
        severity=Severity.WARNING,
    ),
    Code(
        code="SCD001",
        title="a schedule was looked at by a clock that was wrong",
        why="Everything up to that moment counts as done, so nothing comes of the schedule until"
        " then.",
        mend="Give it another name in pressrun.toml: it begins anew.",
    ),
    Code(
        code="SCD002",
        title="nothing sent the issue at its time",
        why='The machine was off, or the press did not run; mail that is late may say "today" on'
        " the wrong day, so it waits for you.",
        mend="Send it with `pressrun schedule ISSUE now`, or take it back with `pressrun"
        " unschedule ISSUE`.",
    ),
    Code(
        code="RUL001",
        title="a rule has no time of day, or one that is none",
        why="A schedule with a guess for its time would send when nobody expects it.",
        mend='Write it as in `every = "thursday 09:00"`.',
    ),
    Code(
        code="RUL002",
        title="a rule has no day, or one that is none",
        why="A schedule with a guess for its day would send when nobody expects it.",
        mend='Write it as in `every = "thursday 09:00"`, `"weekdays 07:30"` or `"month-end'
        ' 18:00"`.',
    ),
    Code(
        code="RUL003",
        title="a rule says a day or a time twice",
        why="Mostly one of them is meant to be another one.",
        mend="Keep one of them, or correct the other.",
    ),
    Code(
        code="RUL004",
        title="this is not a line of cron",
        why="It has five fields: minute, hour, day of the month, month, day of the week; some"
        " programs add seconds, others nicknames.",
        mend='Write it as in `cron = "0 9 * * thu"`, or in words: `every = "thursday 09:00"`.',
    ),
    Code(
        code="RUL005",
        title="a field of a line of cron cannot be read",
        why="Programs differ in what they take there, so only what all of them understand alike is"
        " taken.",
        mend="Write the field as the message shows it.",
    ),
    Code(
        code="RUL006",
        title="no year has such a day",
        why="The schedule would never come.",
        mend='For the last day of each month write `every = "month-end 09:00"`.',
    ),
    Code(
        code="RUL007",
        title="a day of the month stands beside a day of the week",
        why="Some programs want both to fit and some want one of them, so half of the readers of"
        " this line would be wrong.",
        mend="Make two schedules, with the lines that the message shows.",
    ),
    Code(
        code="PLN001",
        title="moments of a schedule have gone by unseen",
        why="Nothing was running to act on them; what becomes of them is decided when `pressrun"
        " run` looks again.",
        mend="Type `pressrun run`; `catch_up` and `if_late` in pressrun.toml say what it does.",
        severity=Severity.WARNING,
    ),
    Code(
        code="PLN002",
        title="a list gets two issues on one day",
        why="Readers leave when there is too much at once.",
        mend='Move one of them, or leave the day out of a schedule: `skip = ["2026-12-24"]`.',
        severity=Severity.WARNING,
    ),
    Code(
        code="PLN003",
        title="mail will be handed over late",
        why="A day's limit of the relays holds it up, or mail before it does, and so perhaps the"
        " next ones.",
        mend="Raise `per_day`, add a relay, or move one of the issues.",
        severity=Severity.WARNING,
    ),
    Code(
        code="PLN004",
        title="a schedule skips a day on which nothing would come",
        why="The date is a slip, or the rule has changed since: the day that is meant is not"
        " skipped.",
        mend="Mend the date in `skip`, or take it out.",
        severity=Severity.WARNING,
    ),
    Code(
        code="CAD001",
        title="readers wait for a digest that no schedule makes",
        why="They chose to hear once a week or once a month, and get nothing at all.",
        mend='Write `[schedules.digest]` with `cadence = "weekly"` and `every = "sunday 18:00"`.',
        severity=Severity.WARNING,
    ),
    Code(
        code="LAT001",
        title="latecomers wait until the issue has gone out",
        why="Who has joined since may be in it already.",
        mend="Once it has gone out: `pressrun send ISSUE --to-those-who-joined-since`.",
    ),
    Code(
        code="LAT002",
        title="a cancelled issue goes to no latecomers",
        why="A cancelled issue never starts again, for nobody.",
        mend='Make a new one: `pressrun new issue "SUBJECT"`.',
    ),
    Code(
        code="LAT003",
        title="the issue has gone to nobody yet",
        why="Whoever has joined is on the list, and gets it with the others.",
        mend="Send it to everybody: `pressrun send ISSUE`.",
    ),
    Code(
        code="LAT004",
        title="a digest is not sent to who joined since",
        why="It carried what each of its readers had not had, and who joined since had not missed"
        " anything.",
        mend="They get what comes from now on; send them an issue instead.",
    ),
    Code(
        code="LAT005",
        title="an erratum is for those alone who had the old text",
        why="Who joined since has never read what was wrong.",
        mend="If they were sent the old text since: `pressrun correct ARTICLE --draft-erratum`.",
    ),
    Code(
        code="LAT006",
        title="an article was changed since the issue went out",
        why="Latecomers get the issue as everybody had it, with the old words.",
        mend="Tell them afterwards: `pressrun correct ARTICLE --draft-erratum`.",
        severity=Severity.WARNING,
    ),
)
