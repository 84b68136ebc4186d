"""The only composition root: an application from a configuration and a clock."""

from __future__ import annotations

from flask import Flask
from flask_babel import Babel
from flask_bootstrap import Bootstrap5
from flask_migrate import Migrate
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from sgo import (
    admin_views,
    asked,
    background,
    commands,
    compression,
    current,
    logs,
    pages,
    security,
)
from sgo.clock import Clock, SystemClock
from sgo.config import ROOT, Config
from sgo.db import db, engine_options
from sgo.pages import presentation
from sgo.services import guard


def create_app(config: Config | None = None, *, clock: Clock | None = None) -> Flask:
    """Build the application; nothing is read from the environment when `config` is given."""
    config = config or Config.from_environment()
    app = Flask(
        "sgo",
        root_path=str(ROOT),
        template_folder="templates",
        static_folder="static",
        instance_path=str(ROOT / "instance"),
    )
    app.config.update(
        SECRET_KEY=config.secret_key,
        SQLALCHEMY_DATABASE_URI=config.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=engine_options(config.database_url),
        BABEL_DEFAULT_LOCALE=config.language,
        BABEL_TRANSLATION_DIRECTORIES=str(ROOT / "translations"),
        BOOTSTRAP_SERVE_LOCAL=True,
        # A journal page stays open for a whole day: the token lives as long as the session.
        WTF_CSRF_TIME_LIMIT=None,
        TESTING=config.testing,
    )
    app.extensions["sgo.config"] = config
    app.extensions["sgo.clock"] = clock or SystemClock(config.time_zone)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    if config.trusted_proxies:
        count = config.trusted_proxies
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=count, x_proto=count, x_host=count
        )
    app.url_map.converters.update(asked.CONVERTERS)
    compression.init(app)
    logs.init(app, config)
    db.init_app(app)
    guard.install(db.session.session_factory)
    Migrate(app, db, directory=str(ROOT / "migrations"), render_as_batch=True)
    Babel(app, locale_selector=presentation.select_language)
    Bootstrap5(app)
    CSRFProtect(app)
    security.init(app, config)
    current.init(app)
    background.init(app, at_once=config.testing)
    pages.init(app)
    admin_views.init(app)
    commands.init(app)
    return app
