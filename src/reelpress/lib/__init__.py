"""The ground under every room: plain Python that knows no room and no Django."""
