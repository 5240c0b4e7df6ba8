"""One file a job: check access, ask the domain, use the store."""
