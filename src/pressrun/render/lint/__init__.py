"""Rules: what can be known before anything is sent, and is wrong or unwise.

A rule is one file here and one line in ``RULES`` of ``registry.py``. It looks at one kind of
subject (``subjects.py``) and tells problems with their places; the codes that it tells are
explained in its own file, for `pressrun explain` and the docs.
"""
