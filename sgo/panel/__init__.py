"""The panel: Flask-Admin views on one hardened base; see `kit/base.py` for what every view gets."""
