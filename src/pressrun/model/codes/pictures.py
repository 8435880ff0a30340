"""What can be wrong with the pictures of articles."""

from typing import Final

from pressrun.errors import Severity
from pressrun.model.code import Code

PICTURES: Final[tuple[Code, ...]] = (
    Code(
        code="IMG001",
        title="a picture does not load",
        why="Readers would see a broken frame in its place, so the article waits for it.",
        mend="Put the file where the message says, or change its name where it stands; capitals"
        " count.",
    ),
    Code(
        code="IMG002",
        title="this file is no picture",
        why="Only PNG, JPEG, GIF and WebP are shown by mail programs; this is something else, or"
        " broken.",
        mend="Open it in a picture program and save it as PNG or JPEG.",
    ),
    Code(
        code="IMG003",
        title="a picture has no alternative text",
        why="Who cannot see it, or reads with pictures off as many do at work, does not know what"
        " is missing.",
        mend='Say what they would miss: `![Fog over the lighthouse](fog.png)`, or `image_alt: "Fog'
        ' over the lighthouse"` for a lead picture.',
        severity=Severity.WARNING,
    ),
    Code(
        code="IMG004",
        title="a picture has too many pixels",
        why="A program holds four octets for each pixel, so telephones would stop at it; more than"
        " 10,000 a side are not taken.",
        mend="Scale it to about 1,200 pixels in width.",
    ),
    Code(
        code="IMG005",
        title="a picture may not come from there",
        why="Whoever owns that address could see who reads when, or change the picture after you"
        " have sent it.",
        mend="Put the file beside the text and name it: `![What it shows](picture.png)` or `image:"
        " picture.png`.",
    ),
    Code(
        code="IMG006",
        title="a picture tells where it was taken",
        why="The file holds a position that anybody can read out of it: perhaps somebody's home.",
        mend="Type `pressrun check --fix`: it takes the position out and leaves every pixel as it"
        " is.",
        severity=Severity.WARNING,
    ),
    Code(
        code="IMG007",
        title="a picture is cut off",
        why="The end of the file is missing, so its lower part is grey or nothing, depending on"
        " the program.",
        mend="Copy the file again from where it came, or save it again.",
        severity=Severity.WARNING,
    ),
    Code(
        code="IMG008",
        title="this is an SVG drawing",
        why="It could run scripts, and hardly any mail program shows one.",
        mend="Open it in a drawing program and save it as PNG, twice as wide as it is shown.",
    ),
    Code(
        code="IMG009",
        title="a description stands without its picture",
        why="`image_alt` describes a picture, and no row names one, so nothing is shown.",
        mend="Name the picture: `image: picture.png`, or take the row out.",
        severity=Severity.WARNING,
    ),
)
