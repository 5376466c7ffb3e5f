"""One read of git gives a `Snapshot`: `capture(store, …)`."""
