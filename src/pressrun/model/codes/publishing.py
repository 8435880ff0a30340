"""What can be wrong with what is public, and with how it is changed or taken back."""

from typing import Final

from pressrun.errors import Severity
from pressrun.model.code import Code

PUBLISHING: Final[tuple[Code, ...]] = (
    Code(
        code="BLD001",
        title="this machine is not the press",
        why="What is public is decided where the database is, so that two machines never decide it"
        " differently.",
        mend="Type it on the press machine; where there is none, add `--publish`.",
    ),
    Code(
        code="PUB001",
        title="something is public and its file is gone or does not load",
        why="Readers have it. Its page stays, and feeds leave it out until the file is back.",
        mend="Mend the file, or put it back from version control; `pressrun withdraw NAME` ends it"
        " for good.",
        severity=Severity.WARNING,
    ),
    Code(
        code="PUB002",
        title="an article is public though it says that it is a draft",
        why="Readers have it, and a feed takes nothing back; the row only keeps it out of issues.",
        mend="Take `draft: true` out; to take the article back from readers, `pressrun withdraw"
        " ARTICLE`.",
        severity=Severity.WARNING,
    ),
    Code(
        code="PUB010",
        title="this machine could not remember what it takes over",
        why="Articles of an old blog are taken over once, with their moments; a machine that is"
        " not the press writes no `feeds/`.",
        mend="Type `pressrun build --as-published --publish`, or do it on the press machine.",
    ),
    Code(
        code="IDN001",
        title="readers would be shown old entries as new",
        why="Programs know an entry by its id. With another `authority`, `year`, `language` or"
        " `id:` everything old appears as unread.",
        mend="Put back what the message names. If it is really another text, end the old one with"
        " `pressrun withdraw ID`; a new domain belongs in `url` alone.",
    ),
    Code(
        code="IDN002",
        title="closed archives of the feeds would change",
        why="Archives are closed so that programs may keep them; with another `url` they are"
        " written anew and fetched again. No entry shows as new.",
        mend='If the site did not move, put `url = "…"` back; if it did, `pressrun build --yes`.',
        severity=Severity.WARNING,
    ),
    Code(
        code="IDN003",
        title="the memory of what is public is empty",
        why="Feeds show entries that `feeds/entries.json` does not know, so each would be dated"
        " anew and shown as unread.",
        mend="Restore it from version control: `git checkout -- feeds/entries.json`.",
    ),
    Code(
        code="MEM001",
        title="the memory of what is public does not load",
        why="`feeds/entries.json` says under which id and moment everything was published; without"
        " it old entries would appear as new.",
        mend="Restore it from version control: `git checkout -- feeds/entries.json`.",
    ),
    Code(
        code="MEM002",
        title="another process published at the same time",
        why="What this one had made is older already, so nothing of it was written.",
        mend="Type the same command again.",
    ),
    Code(
        code="COR001",
        title="the article is not public yet",
        why="Nobody has read what was wrong, so there is nobody to tell.",
        mend="Just edit the file.",
    ),
    Code(
        code="COR002",
        title="the article was withdrawn",
        why="Its page answers that it is gone, and a correction would stand nowhere.",
        mend="There is nothing to do.",
    ),
    Code(
        code="COR003",
        title="a correction says nothing",
        why="Readers would learn that something was wrong and not what is right.",
        mend='Say it: `pressrun correct ARTICLE "The fare is 3 euros, not 2."`.',
    ),
    Code(
        code="COR004",
        title="nothing says what is right in the article",
        why="An erratum tells readers what is right, by the corrections in the article; there are"
        " none.",
        mend='Write one with it: `pressrun correct ARTICLE "The fare is 3 euros."'
        " --draft-erratum`.",
    ),
    Code(
        code="COR005",
        title="nobody is left to be told of the correction",
        why="Nobody was mailed the old text, or everybody who was has been told, has left or reads"
        " by a feed.",
        mend="There is nobody to write to; pages and feeds show what is right.",
    ),
    Code(
        code="WDR001",
        title="the file was withdrawn and stays unpublished",
        why="Its id was ended for good, so the file shows nowhere.",
        mend="Remove the file; if it is another text, take out its `id:` line, then `pressrun"
        " check --fix`.",
        severity=Severity.WARNING,
    ),
    Code(
        code="WDR003",
        title="there is no article or issue of this name",
        why="Nothing was withdrawn.",
        mend="Name an article by its slug or id, an issue by its number or folder.",
    ),
    Code(
        code="WDR004",
        title="this was never public",
        why="There is nothing that readers' programs could be told to delete.",
        mend="Edit the file, or remove it.",
    ),
    Code(
        code="WDR005",
        title="the name means more than one thing",
        why="An article and an issue are both called so, and what is withdrawn never comes back.",
        mend="Say which, as the message shows.",
    ),
    Code(
        code="INI001",
        title="the folder is a publication with its database already",
        why="Making one there would have put a new press in place of the one that knows the"
        " subscribers.",
        mend="Go there and look: `pressrun --folder DIR queue`.",
    ),
    Code(
        code="INI002",
        title="the folder is not empty",
        why="What lies there might have been written over.",
        mend="Name a new one: `pressrun init NEW-FOLDER`.",
    ),
    Code(
        code="INI003",
        title="a publication cannot be made with this value",
        why="Title, time zone and authority are part of what is written for ever, so each is"
        " looked at first.",
        mend="Write what the message shows, such as `pressrun init harbour --zone Europe/Lisbon"
        " --authority example.org`.",
    ),
)
