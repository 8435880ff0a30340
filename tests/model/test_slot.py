import pytest

from pressrun.model.slot import Slot, holds_mark, mark

VOTE = f"{mark(Slot.VOTE_URL)}abcdefgh23/lamp/1"


@pytest.mark.parametrize("ours", [f'<a href="{VOTE}">a</a>', f"     {VOTE}", f"a\n{VOTE}\nb"])
def test_our_own_links_to_votes_are_no_marks_of_anybodys_once_there_are_votes(ours: str) -> None:
    assert not holds_mark(ours, votes=True)
    assert holds_mark(ours, votes=False)
    assert holds_mark(f"{ours} {mark(Slot.ADDRESS)}", votes=True)


@pytest.mark.parametrize(
    "before", ["https://example.org/?u=", "x:", "<", '"', "HTTPS://SLOT.invalid/"]
)
def test_a_vote_in_the_midst_of_another_address_would_tell_strangers_who_reads_it(
    before: str,
) -> None:
    assert holds_mark(f'<a href="{before}{VOTE}">a</a>', votes=True)
    assert holds_mark(f"[1] {before}{VOTE}", votes=True)


@pytest.mark.parametrize("slot", Slot)
def test_every_mark_is_told_however_it_is_written(slot: Slot) -> None:
    for written in (mark(slot), mark(slot).upper(), mark(slot).replace("s", "ſ")):
        assert holds_mark(f"words {written} words", votes=False)
    assert not holds_mark("words about a slot and what is invalid")
