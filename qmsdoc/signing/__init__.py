"""Before a signature: what waits, who may sign and in which role, and exactly what is signed."""
