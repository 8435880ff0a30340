"""Documents are handed to the process that renders once; what it makes is the same either way."""

from dataclasses import replace
from typing import Any

from doubles import InlineIsolate
from doubles.shop import PrintShop
from pressrun.model.issue import BoundIssue, RenderedIssue
from pressrun.press.faces import bind, render


class WatchedIsolate(InlineIsolate):
    """Notes whose documents each call brings along; answers like a child without memory if told."""

    def __init__(self) -> None:
        self.brought: list[list[str]] = []
        self.forgetful = False

    def call(self, function: str, *arguments: Any, limit_s: float = 30.0) -> Any:
        if function.startswith("pressrun.render.email:"):
            pieces = arguments[0].pieces
            self.brought.append([p.article.slug for p in pieces if not p.left_out])
            if self.forgetful and function.endswith(":render_light"):
                return tuple(piece.article.path for piece in pieces)
        return super().call(function, *arguments, limit_s=limit_s)


def bound(shop: PrintShop) -> BoundIssue:
    return bind(shop.desk, shop.issue, shop.contents, at=shop.clock.now())


def printed(shop: PrintShop, isolate: WatchedIsolate) -> RenderedIssue:
    desk = replace(shop.desk, isolate=isolate)
    return render(desk, bound(shop))


def test_a_document_is_handed_over_once_and_again_when_it_changed(shop: PrintShop) -> None:
    shop.write_article("tide", id="tideaaaaaa", title="Tide", body="Handed over once, said ada.")
    shop.write_article("lamp", id="lampaaaaaa", title="Lamp", body="Handed over once, said bob.")
    isolate = WatchedIsolate()

    first = printed(shop, isolate)
    again = printed(shop, isolate)
    shop.write_article("lamp", id="lampaaaaaa", title="Lamp", body="Bob said something else.")
    changed = printed(shop, isolate)

    assert isolate.brought == [[], ["tide", "lamp"], [], [], ["lamp"]]
    assert again == first
    assert "Bob said something else." in changed.html
    assert "Bob said something else." in changed.text
    assert "said ada" in changed.html


def test_a_process_that_remembers_nothing_is_given_everything(shop: PrintShop) -> None:
    isolate = WatchedIsolate()
    expected = printed(shop, isolate)
    isolate.brought.clear()
    isolate.forgetful = True

    assert printed(shop, isolate) == expected
    assert isolate.brought == [[], ["tide", "lamp"], ["tide", "lamp"]]
