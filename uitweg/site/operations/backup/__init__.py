"""Backups: made while the doors are in use, put back, and rehearsed."""
