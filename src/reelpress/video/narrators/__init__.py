"""Voices: text in, samples and the time of every word out. Plain Python; knows no Django."""
