"""Parts of screens that several pages share: each hides its keys and returns values."""
