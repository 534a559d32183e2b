"""The only place that reads the environment. Read by Django only."""
