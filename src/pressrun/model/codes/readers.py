"""What readers, their programs and other machines on the web may be told."""

from typing import Final

from pressrun.model.code import Code

READERS: Final[tuple[Code, ...]] = (
    Code(
        code="API001",
        title="what was posted is not called JSON",
        why="Programs post JSON to this address and nothing else; a form of HTML is sent to"
        " another one.",
        mend="Send `Content-Type: application/json`, or use the form that `pressrun subscribers"
        " form` prints.",
    ),
    Code(
        code="API002",
        title="what was posted is not JSON",
        why="It is not UTF-8, or a name stands in it twice, and two programs would read two"
        " things.",
        mend="Send one JSON object in UTF-8, every name once.",
    ),
    Code(
        code="API003",
        title="what was posted has fields that nobody asked for",
        why="A slip in a name would otherwise lose what somebody typed; `email` must be there.",
        mend="Send the fields that `/openapi.json` describes.",
    ),
    Code(
        code="PRF001",
        title="there is no such topic",
        why="The page may be an old one, and the topic gone.",
        mend="Choose among the topics that are shown.",
    ),
    Code(
        code="PRF002",
        title="the publication is not written in this language",
        why="Nothing would come in it.",
        mend="Choose among the languages that are shown.",
    ),
    Code(
        code="PRF003",
        title="there is no such way to read",
        why="A digest, for example, can be chosen only where a schedule makes one.",
        mend="Choose among the ways that are shown.",
    ),
    Code(
        code="PRF004",
        title="this subscription has ended",
        why="Its link stays good for looking, and changes nothing any more.",
        mend="Subscribe again.",
    ),
    Code(
        code="PRF005",
        title="a pause cannot end on this day",
        why="It ends within a year, on a day that is still to come, so that nobody stays away by a"
        " slip.",
        mend="Choose a day.",
    ),
    Code(
        code="PRF006",
        title="this feed is how somebody reads",
        why="Without it they would get nothing.",
        mend="Choose mail first, or leave the list.",
    ),
    Code(
        code="PRF007",
        title="this address may have no feed of its own",
        why="It is suppressed: its owner asked for silence, or the mailbox does not exist.",
        mend="There is nothing to do.",
    ),
    Code(
        code="PRF008",
        title="mail goes to this address already",
        why="Nothing would change.",
        mend="Write the new address.",
    ),
    Code(
        code="PRF009",
        title="no mail goes to this address any more",
        why="Its owner called the mail junk, so not even a letter to confirm something is sent"
        " there.",
        mend="Write to the publisher.",
    ),
    Code(
        code="FED001",
        title="a reader's own feed is being made anew",
        why="What it shows is kept from the last build, and that was lost; programs ask again by"
        " themselves.",
        mend="Type `pressrun build`, if it goes on.",
    ),
    Code(
        code="NET001",
        title="an address on the web cannot be reached",
        why="The name is not found, or nobody answers in time; it is mostly over soon.",
        mend="Try again later.",
    ),
    Code(
        code="NET002",
        title="an address on the web is not asked",
        why="It leads to a private network, to another protocol or around in circles, and what"
        " answers there may not be meant for us.",
        mend="Write a public `https://…` address.",
    ),
    Code(
        code="NET003",
        title="an answer from the web is too long",
        why="More is not read, so that no other machine can fill this one's memory.",
        mend="Name an address that answers with less; nothing of it was used.",
    ),
    Code(
        code="NET004",
        title="there is no host of this name",
        why="Whoever looks names up on the internet says that nobody has this one, or that there is"
        " no address behind it.",
        mend="Look at its spelling.",
    ),
    Code(
        code="PSH001",
        title="no WebSub hub is set",
        why="Readers' programs look for news by themselves, as they always do; only telling them"
        " at once needs a hub.",
        mend='Write `hubs = ["https://hub.example.org/"]` below `[feeds]`, if you want one.',
    ),
    Code(
        code="PSH002",
        title="no hub could fetch feeds from here",
        why="The public address leads to this machine alone, so a hub would be told of what it"
        " cannot read.",
        mend='Set `url = "https://…"` to the address at which readers reach the site.',
    ),
    Code(
        code="WEB001",
        title="the site cannot listen on its address",
        why="Another program does, or the address is not this machine's; pages, forms and links"
        " would not answer.",
        mend="End what listens there, or set `port` below `[site]`; for this once,"
        " `PRESSRUN_SITE_PORT=0 pressrun run`.",
    ),
)
