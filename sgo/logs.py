"""Structured logs: one JSON line an event, ids instead of names, never a value that was typed."""

from __future__ import annotations

import logging
import sys

import structlog
from flask import Flask, Response, g, request
from flask_login import current_user

from sgo.config import Config


def init(app: Flask, config: Config) -> None:
    """Log every request by endpoint, status and account id; addresses and bodies stay out."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(
            logging.WARNING if config.testing else logging.INFO
        ),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    log = structlog.get_logger("sgo")

    @app.after_request
    def write(response: Response) -> Response:
        if request.endpoint not in {"static", "bootstrap.static", "health.health"}:
            known = "_login_user" in g and current_user.is_authenticated
            log.info(
                "request",
                endpoint=request.endpoint,
                method=request.method,
                status=response.status_code,
                account=current_user.account.viewer.account_id if known else None,
            )
        return response
