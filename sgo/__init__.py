"""SGO: an electronic journal and school office that cannot break its own regulation."""

from sgo.factory import create_app

__all__ = ["create_app"]
__version__ = "0.1.0"
