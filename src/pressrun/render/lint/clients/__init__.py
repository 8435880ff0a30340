"""What mail clients show of HTML and CSS, and where a template asks for what some do not.

``caniemail.json`` is data of others: see README.md beside it. ``support.py`` reads it, ``css.py``
reads style sheets, ``properties.py``, ``selectors.py`` and ``markup.py`` say by which words a
feature is known, ``effects.py`` what is lost without it; ``sheets.py`` and ``elements.py`` find
uses in a template.
"""
