"""The panel: Flask-Admin views on one hardened base; see `base.py` for what every view gets."""
