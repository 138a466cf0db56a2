"""The queue, the desk, and publish(): grade, evidence and result in one commit."""
