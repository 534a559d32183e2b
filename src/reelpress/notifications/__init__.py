"""Telling people and programs what happened: what a notice says and how it gets there. Knows no job and no Django."""
