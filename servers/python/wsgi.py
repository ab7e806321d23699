"""What WSGI servers are pointed at: `wsgi:app`."""

from flask_app import create_app

app = create_app()
