"""Options that verbs about people share, and what they are told of consent."""

import click

in_list = click.option("--list", "list_name", default="", help="Which list; else the first.")
consenting = click.option("--consent", help="Where and when they agreed; kept with each of them.")
as_dry_run = click.option("-n", "--dry-run", is_flag=True, help="Say what would change.")
as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


def evidence_of(consent: str | None) -> str:
    """Return what they agreed to; without it nobody is subscribed."""
    if not consent or not consent.strip():
        raise click.UsageError(
            'say where and when they agreed: --consent "asked in person, November 2026"'
        )
    return consent.strip()
