"""`pressrun explain`: what a code means, or what became of one issue for one person."""

import click


@click.command("explain", epilog="Example:  pressrun explain ada@example.org --issue 3")
@click.argument("name", metavar="CODE|ADDRESS")
@click.option("--issue", metavar="ISSUE", help="Which issue; needed with an address.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_context
def command(ctx: click.Context, name: str, issue: str | None, as_json: bool) -> None:
    """Tell what a CODE means, or what one issue and the person with ADDRESS have to do with
    each other.

    A code stands in brackets at the head of every problem, as LNK004 does in
    warning[LNK004]: what is wrong, what comes of it and for whom, what to do about it. It can
    be asked for anywhere, in a publication or not.

    Of a person: whether they are on the issue's list and since when, suppressed or skipped and
    why, what the relay said last, verbatim, when it is tried again, and whether a copy more may
    have reached them. Of an issue that has not gone out: whether it would go to them, in which
    language, what a digest would bring them, or why it would not.
    """
    if issue is None:
        from pressrun.app.codes import code_called, looks_like_code
        from pressrun.cli.meaning import tell_code

        if not looks_like_code(name):
            raise click.MissingParameter(ctx=ctx, param=_param(ctx, "issue"))
        tell_code(code_called(name), as_json=as_json)
        return
    from pressrun.cli.story import tell_story

    tell_story(name, issue, as_json)


def _param(ctx: click.Context, name: str) -> click.Parameter:
    return next(param for param in ctx.command.params if param.name == name)
