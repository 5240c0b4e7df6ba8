"""An invented practice: believable patients, treatments and reports, the same for the same seed."""
