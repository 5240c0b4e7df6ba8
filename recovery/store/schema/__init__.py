"""The tables as SQL, a module a step of recovery/store/migrations.py."""
