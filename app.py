"""The door of the building: `flask` finds `app` here, `python app.py` serves it."""

from sgo.factory import create_app
from sgo.server import serve

app = create_app()

if __name__ == "__main__":
    serve()
