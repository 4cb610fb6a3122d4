"""The local page: a small ASGI app that keeps nothing, and the page that it serves."""
