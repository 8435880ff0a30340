"""The ASGI edge: the published site, leaving a list, health. A GET changes nothing."""
