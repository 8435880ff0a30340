"""Newsletters, feeds and a web archive from one folder of plain files."""

__version__ = "0.1.0"
