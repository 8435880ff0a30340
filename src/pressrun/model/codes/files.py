"""What can be wrong with files, and with the processes that read them."""

from typing import Final

from pressrun.model.code import Code

FILES: Final[tuple[Code, ...]] = (
    Code(
        code="SRC001",
        title="something of the content does not load",
        why="This stands for content that cannot be read and has no code of its own.",
        mend="Mend what the message names, then `pressrun check`.",
    ),
    Code(
        code="SRC002",
        title="the file is too large",
        why="A text of this size is no article; to read it would take memory from everything else.",
        mend="Split it, and keep pictures in files of their own beside it.",
    ),
    Code(
        code="SRC003",
        title="the file is not UTF-8",
        why="Letters beyond ASCII would come out as others, so the file is not read at all.",
        mend="Save it as UTF-8 in your editor, or type the `iconv` line that the message shows.",
    ),
    Code(
        code="SRC004",
        title="a control character stands in the file",
        why="Mail and feeds cannot carry it; most come from text that was copied out of a PDF or a"
        " terminal.",
        mend="Take it out; the caret stands under the first one.",
    ),
    Code(
        code="SRC010",
        title="this file or folder cannot be read",
        why="What stands in it is missing from everything that is made until it can be.",
        mend="Look at its name and rights with `ls -l FILE`; `chmod u+r FILE` makes it readable.",
    ),
    Code(
        code="SRC011",
        title="this is not a regular file",
        why="A folder, a pipe or a device bears the name of a file, and to read it could wait for"
        " ever.",
        mend="Move it away and put a file of this name in its place.",
    ),
    Code(
        code="SRC012",
        title="a file leads out of the publication's folder",
        why="A link points elsewhere, and what lies there could become public though nobody meant"
        " it.",
        mend="Copy what it points to into the folder, in place of the link.",
    ),
    Code(
        code="SRC013",
        title="the file is larger than what may be read",
        why="It would take more memory than its kind of file needs, and a picture of that size"
        " takes readers minutes to load.",
        mend="Make it smaller; the message says the limit.",
    ),
    Code(
        code="SRC014",
        title="the file keeps changing while it is read",
        why="Half of the old text and half of the new one would go out together.",
        mend="Let the program end that writes it, then type the command again.",
    ),
    Code(
        code="SRC015",
        title="the name of a file is not UTF-8",
        why="No address on the web can be made of it that is the same on every machine.",
        mend="Rename it with plain letters: `mv OLD new-name.md`.",
    ),
    Code(
        code="SRC020",
        title="two files claim the same id, slug or number",
        why="Readers' programs and pages could not tell them apart, so neither is loaded. Mostly"
        " one is a copy of the other.",
        mend="For an id, delete the `id:` line of the copy and type `pressrun check --fix`; for a"
        " slug or a number, rename one of them.",
    ),
    Code(
        code="SRC021",
        title="a translation has no original",
        why="The language in the file's name says that it belongs to a file beside it, and there"
        " is none.",
        mend="Write the original, or rename this file if it is an article of its own:"
        " `piece-fr.md`.",
    ),
    Code(
        code="SRC022",
        title="the file changed while it was being read",
        why="What was checked would not be what is shown or sent, so nothing was made of it.",
        mend="Type the same command again.",
    ),
    Code(
        code="SRC023",
        title="a translation has an id of its own",
        why="A translation is the same article in another language: with another id readers would"
        " be shown it as a second one.",
        mend="Take the `id:` line out of the translation.",
    ),
    Code(
        code="SRC024",
        title="a translation is in the language of its original",
        why="Readers of that language would have two texts to choose from, and nobody would get"
        " the other one.",
        mend="Say in the original which language it is in: `language: en`; or rename the"
        " translation.",
    ),
    Code(
        code="ISO001",
        title="a step took too long and was stopped",
        why="A template or an article loops without end or is far too large, and would have kept"
        " the whole press waiting.",
        mend="Undo the last change to it and try again; look for thousands of brackets or"
        " quotation marks in a row.",
    ),
    Code(
        code="ISO002",
        title="a step needed too much memory and was stopped",
        why="A template or an article repeats itself without end or is far too large; the machine"
        " would have stood still.",
        mend="Undo the last change to it and try again.",
    ),
    Code(
        code="ISO003",
        title="a process that rendered has died",
        why="Nothing was changed by it. The machine was perhaps out of memory and ended it.",
        mend="Type the same command again; if it dies again, undo the last change to the template"
        " or article, and report it.",
    ),
    Code(
        code="ISO004",
        title="a step broke off by a fault in Pressrun",
        why="It met something that nobody had thought of. Nothing was changed by it.",
        mend="Report it, with the file that brings it about.",
    ),
    Code(
        code="ISO005",
        title="what a step made cannot pass between processes",
        why="This is a fault in Pressrun, not in what you wrote. Nothing was changed by it.",
        mend="Report it, with the file that brings it about.",
    ),
    Code(
        code="ISO006",
        title="no process can be started",
        why="Text and templates are read in processes of their own, and the machine has no memory"
        " or no files left for one.",
        mend="Close other programs, or raise the limits of this one (`ulimit -n`, the memory of"
        " its container), and try again.",
    ),
    Code(
        code="KEP001",
        title="what was kept of feeds from the last time cannot be read",
        why="It only saves time: the damaged part has been thrown away, and everything can be made"
        " anew.",
        mend="Type the same command again.",
    ),
    Code(
        code="OUT001",
        title="a file could not be written",
        why="The disk is full or read-only, or the file is somebody else's. What was there before"
        " is still whole.",
        mend="Do what the message says (`df .` shows the room, `ls -l` the rights), then type the"
        " same command again.",
    ),
    Code(
        code="OUT002",
        title="this is not the name of a file below a folder",
        why="Nothing is written outside of the folder that was meant, on any system.",
        mend="Write it relative to the folder, with forward slashes: `articles/heron.md`.",
    ),
    Code(
        code="OUT003",
        title="a folder leads out of the publication by a link",
        why="What is written there would change files that belong to something else.",
        mend="Remove the link, and make a real folder in its place.",
    ),
    Code(
        code="OUT004",
        title="what was found cannot be printed",
        why="Where the output goes takes no more, mostly because that disk is full. What the"
        " command did is done.",
        mend="Print it to another file, or free some space (`df .`).",
    ),
    Code(
        code="OUT005",
        title="the folder of a new publication cannot be made",
        why="You may not write there, or something of that name is no folder.",
        mend="Name a folder that you may write in: `pressrun init ~/harbour`.",
    ),
)
