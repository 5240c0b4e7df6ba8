"""The parts of administration: accounts, sessions, the trail, the clinic."""
