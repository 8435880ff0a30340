"""What runs in a child can hurt nobody but itself."""

import os
import resource
import select
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from pressrun.errors import IsolateError, Problem, RenderError, Severity
from pressrun.system.isolate import ProcessIsolate

MIB = 1 << 20
WORKERS = ("system.workers:",)


@pytest.fixture(name="isolate", scope="module")
def _isolate() -> Iterator[ProcessIsolate]:
    with ProcessIsolate(2, 256 * MIB, allowed=WORKERS) as isolate:
        yield isolate


def has_ended(process: int, *, within_s: float) -> bool:
    """Wait for the end of a process that need not be our own child."""
    try:
        descriptor = os.pidfd_open(process)
    except ProcessLookupError:
        return True
    poll = select.poll()
    poll.register(descriptor, select.POLLIN)
    ended = bool(poll.poll(within_s * 1000))
    os.close(descriptor)
    return ended


def test_a_function_returns_what_it_makes(isolate: ProcessIsolate) -> None:
    assert isolate.call("system.workers:add", 2, 3) == 5


def test_large_things_travel_both_ways(isolate: ProcessIsolate) -> None:
    large = os.urandom(20 * MIB)

    assert isolate.call("system.workers:echo", large) == large


def test_it_runs_in_another_process_that_stays_warm(isolate: ProcessIsolate) -> None:
    first, second = (isolate.call("system.workers:process_id") for _ in range(2))

    assert first == second != os.getpid()


def test_no_child_is_started_before_it_is_needed() -> None:
    with ProcessIsolate(1) as isolate:
        assert not isolate._living


def test_a_real_module_is_called_by_the_name_the_press_uses() -> None:
    with ProcessIsolate(1) as isolate, pytest.raises(IsolateError) as caught:
        isolate.call("pressrun.render.nothing:at_all")

    assert caught.value.problem.code == "ISO004"
    assert "ModuleNotFoundError: No module named 'pressrun.render." in caught.value.problem.what


@pytest.mark.parametrize(
    "function",
    [
        "os:system",
        "pressrun.store.memory:MemoryStore",
        "pressrun.render",
        "pressrun.renderer:x",
        "",
    ],
)
def test_only_source_and_render_may_be_named(function: str) -> None:
    with ProcessIsolate(1) as isolate, pytest.raises(ValueError, match="may be isolated"):
        isolate.call(function)


def test_an_endless_loop_is_stopped_and_the_next_call_works(isolate: ProcessIsolate) -> None:
    with pytest.raises(IsolateError) as caught:
        isolate.call("system.workers:loop", limit_s=0.3)

    assert caught.value.problem.code == "ISO001"
    assert "longer than 0.3 s" in caught.value.problem.what
    assert caught.value.problem.help
    assert isolate.call("system.workers:add", 1, 1) == 2


@pytest.mark.parametrize(
    ("worker", "arguments"), [("hog", (1 << 40,)), ("hog", (300 * MIB,)), ("hoard", ())]
)
def test_too_much_memory_is_refused_and_the_next_call_works(
    isolate: ProcessIsolate, worker: str, arguments: tuple[int, ...]
) -> None:
    with pytest.raises(IsolateError) as caught:
        isolate.call(f"system.workers:{worker}", *arguments)

    assert caught.value.problem.code == "ISO002"
    assert isolate.call("system.workers:add", 1, 1) == 2


@pytest.mark.parametrize(
    ("worker", "arguments", "ending"),
    [
        ("be_killed", (), "signal 9 (Killed)"),
        ("crash", (), "signal 11 (Segmentation fault)"),
        ("leave", (3,), "exit status 3"),
        ("leave", (0,), "exit status 0"),
    ],
)
def test_a_child_that_dies_is_told_of_and_replaced(
    isolate: ProcessIsolate, worker: str, arguments: tuple[int, ...], ending: str
) -> None:
    with pytest.raises(IsolateError) as caught:
        isolate.call(f"system.workers:{worker}", *arguments)

    assert caught.value.problem.code == "ISO003"
    assert caught.value.problem.what.endswith(ending)
    assert isolate.call("system.workers:add", 1, 1) == 2


def test_an_idle_child_that_was_killed_is_replaced_unnoticed(isolate: ProcessIsolate) -> None:
    child = isolate.call("system.workers:process_id")
    os.kill(child, signal.SIGKILL)
    assert has_ended(child, within_s=10)

    assert isolate.call("system.workers:process_id") != child


def test_a_child_that_cannot_be_started_is_an_error_and_no_crash() -> None:
    before = resource.getrlimit(resource.RLIMIT_NOFILE)

    with ProcessIsolate(1, allowed=WORKERS) as isolate:
        resource.setrlimit(resource.RLIMIT_NOFILE, (0, before[1]))
        try:
            with pytest.raises(IsolateError) as caught:
                isolate.call("system.workers:process_id")
        finally:
            resource.setrlimit(resource.RLIMIT_NOFILE, before)

        assert caught.value.problem.code == "ISO006"
        assert isolate.call("system.workers:add", 1, 1) == 2


def test_what_is_raised_on_purpose_comes_out_as_itself(isolate: ProcessIsolate) -> None:
    child = isolate.call("system.workers:process_id")

    with pytest.raises(RenderError) as caught:
        isolate.call("system.workers:refuse")

    assert type(caught.value) is RenderError
    assert caught.value.problems == (
        Problem(code="TPL001", what="'auther' does not exist", help="did you mean 'author'?"),
        Problem(code="TPL002", what="and more", severity=Severity.WARNING),
    )
    assert isolate.call("system.workers:process_id") == child


@pytest.mark.parametrize(
    ("worker", "said"),
    [
        ("divide", "ZeroDivisionError: division by zero"),
        ("recurse", "RecursionError: maximum recursion depth exceeded"),
        ("raise_without_words", "UnspeakableError"),
        ("nothing", "AttributeError: module 'system.workers' has no attribute 'nothing'"),
        ("add", "TypeError: add() missing 2 required positional arguments"),
    ],
)
def test_any_other_exception_is_named_without_a_traceback(
    isolate: ProcessIsolate, worker: str, said: str
) -> None:
    with pytest.raises(IsolateError) as caught:
        isolate.call(f"system.workers:{worker}")

    assert caught.value.problem.code == "ISO004"
    assert said in caught.value.problem.what
    assert "Traceback" not in str(caught.value)
    assert "\n" not in caught.value.problem.what


@pytest.mark.parametrize("worker", ["give_a_function", "give_what_spoils", "refuse_with_baggage"])
def test_what_cannot_leave_a_child_is_an_error_and_no_crash(
    isolate: ProcessIsolate, worker: str
) -> None:
    with pytest.raises(IsolateError) as caught:
        isolate.call(f"system.workers:{worker}")

    assert caught.value.problem.code == "ISO005"


def test_what_cannot_enter_a_child_is_an_error_and_no_crash(isolate: ProcessIsolate) -> None:
    with pytest.raises(IsolateError) as caught:
        isolate.call("system.workers:echo", lambda: None)

    assert caught.value.problem.code == "ISO005"
    assert isolate.call("system.workers:add", 1, 1) == 2


def test_what_is_printed_inside_garbles_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    with ProcessIsolate(1, allowed=WORKERS) as isolate:
        said = isolate.call("system.workers:shout")

        assert said == "quietly"
        assert isolate.call("system.workers:add", 1, 1) == 2

    assert capfd.readouterr() == ("", "")


def test_a_child_sees_nothing_of_the_environment_but_where_modules_are(
    isolate: ProcessIsolate,
) -> None:
    seen = isolate.call("system.workers:environment")

    assert set(seen) <= {"PYTHONPATH", "PYTHONUTF8", "LD_LIBRARY_PATH", "LC_CTYPE"}


def test_a_child_holds_none_of_its_parents_files(isolate: ProcessIsolate, tmp_path: Path) -> None:
    path = tmp_path / "state.db"
    with path.open("w") as file:
        os.set_inheritable(file.fileno(), True)

        with ProcessIsolate(1, allowed=WORKERS) as fresh:
            held = fresh.call("system.workers:descriptors")

    assert str(path) not in held


def test_several_threads_use_several_children_at_once(
    isolate: ProcessIsolate, tmp_path: Path
) -> None:
    os.mkfifo(tmp_path / "meeting")

    with ThreadPoolExecutor(2) as threads:
        first = threads.submit(isolate.call, "system.workers:meet", str(tmp_path / "meeting"), "r")
        second = threads.submit(isolate.call, "system.workers:meet", str(tmp_path / "meeting"), "w")

    assert first.result() != second.result()


def test_more_threads_than_children_wait_for_their_turn(isolate: ProcessIsolate) -> None:
    with ThreadPoolExecutor(8) as threads:
        sums = list(threads.map(lambda n: isolate.call("system.workers:add", n, n), range(40)))
        children = set(threads.map(lambda _: isolate.call("system.workers:process_id"), range(40)))

    assert sums == [n + n for n in range(40)]
    assert len(children) <= 2


def test_trouble_in_one_child_does_not_touch_the_others(isolate: ProcessIsolate) -> None:
    def call(number: int) -> int | str:
        try:
            worker = "be_killed" if number % 4 == 0 else "process_id"
            return isolate.call(f"system.workers:{worker}") and number
        except IsolateError as error:
            return error.problem.code

    with ThreadPoolExecutor(2) as threads:
        answers = list(threads.map(call, range(8)))

    assert answers == ["ISO003", 1, 2, 3, "ISO003", 5, 6, 7]


def test_ctrl_c_does_not_reach_a_child(isolate: ProcessIsolate) -> None:
    child = isolate.call("system.workers:process_id")

    os.kill(child, signal.SIGINT)

    assert isolate.call("system.workers:process_id") == child


def test_ctrl_c_during_a_call_ends_the_call_and_its_child() -> None:
    with ProcessIsolate(1, allowed=WORKERS) as alone:
        child = alone.call("system.workers:process_id")

        with pytest.raises(KeyboardInterrupt):
            alone.call("system.workers:interrupt", os.getpid())

        assert has_ended(child, within_s=0)
        assert alone.call("system.workers:add", 1, 1) == 2


def test_closing_ends_the_children_and_takes_no_more_calls() -> None:
    isolate = ProcessIsolate(1, allowed=WORKERS)
    child = isolate.call("system.workers:process_id")

    isolate.close()
    isolate.close()

    assert has_ended(child, within_s=0)
    with pytest.raises(RuntimeError, match="closed"):
        isolate.call("system.workers:process_id")


def test_closing_during_a_call_ends_that_call(tmp_path: Path) -> None:
    isolate = ProcessIsolate(1, allowed=WORKERS)
    pipe = tmp_path / "pid"
    os.mkfifo(pipe)
    caught: list[IsolateError] = []

    def call() -> None:
        with pytest.raises(IsolateError) as error:
            isolate.call("system.workers:announce_and_loop", str(pipe))
        caught.append(error.value)

    caller = threading.Thread(target=call)
    caller.start()
    child = int(pipe.read_text())
    isolate.close()
    caller.join()

    assert caught[0].problem.code == "ISO003"
    assert has_ended(child, within_s=0)


def test_a_forgotten_isolate_ends_its_children() -> None:
    isolate = ProcessIsolate(1, allowed=WORKERS)
    child = isolate.call("system.workers:process_id")

    del isolate

    assert has_ended(child, within_s=0)


def run_python(program: str, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", program, *arguments],
        env={"PYTHONPATH": os.pathsep.join(sys.path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_a_program_that_never_closes_it_ends_without_noise() -> None:
    program = """
from pressrun.system.isolate import ProcessIsolate
isolate = ProcessIsolate(1, allowed=("system.workers:",))
print(isolate.call("system.workers:process_id"))
"""

    with run_python(program) as parent:
        child, noise = parent.communicate(timeout=30)

    assert (parent.returncode, noise) == (0, "")
    assert has_ended(int(child), within_s=10)


@pytest.mark.parametrize("worker", ["announce", "announce_and_loop"], ids=["idle", "busy"])
def test_no_child_outlives_a_parent_that_is_killed(tmp_path: Path, worker: str) -> None:
    program = """
import signal, sys
from pressrun.system.isolate import ProcessIsolate
isolate = ProcessIsolate(1, allowed=("system.workers:",))
isolate.call(sys.argv[1], sys.argv[2], limit_s=1.0)
signal.pause()
"""
    pipe = tmp_path / "pid"
    os.mkfifo(pipe)

    with run_python(program, f"system.workers:{worker}", str(pipe)) as parent:
        child = int(pipe.read_text())
        parent.kill()

    assert parent.returncode == -signal.SIGKILL
    assert has_ended(child, within_s=10)


def test_a_child_that_was_warmed_is_the_one_that_answers() -> None:
    with ProcessIsolate(2, allowed=("pressrun.", "system.workers:")) as isolate:
        isolate.warm(["pressrun.source.markdown:ready", "pressrun.render.setting:ready"])
        isolate.warm(["pressrun.source.markdown:ready"])
        document, _ = isolate.call("pressrun.source.markdown:parse_body", "Words.", "a.md", 1)

        assert document[0].parts[0].text == "Words."
        assert len(isolate._living) == 1
