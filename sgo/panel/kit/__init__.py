"""What every view of the panel is made of; the parent of all is `base.py`."""
