"""The clients of the end-to-end tests, and the server they talk to. Nothing waits without a deadline."""

# Seconds until a test that waits for something gives up; generous, for a busy machine and sanitizers.
PATIENCE = 20
