"""Starlette routes and ASGI middleware: sign-in, personal links, downloads, health."""
