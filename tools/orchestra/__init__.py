"""Starts, watches and stops the processes of the loop; shared by tools/quickstart and tests/e2e. Standard library only."""
