"""The fixtures of a subject, for every test of the folder."""

from tests.panel.movement import newcomer, order_form, waiting_order

__all__ = ["newcomer", "order_form", "waiting_order"]
