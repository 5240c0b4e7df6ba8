"""Who gets in, how, and for how long: staff and patients, by password, link, PIN, code or provider."""
