"""The database as a whole: what emptying a demo leaves."""

from recovery.store import installation

STAYS = {
    # table: why a discarded demo leaves it as it is
    "audit": "emptied apart from the others, as its triggers have to be lifted for that",
    "catalogue_entry": "it holds what the files in data/ say, and nothing of the demo",
    "_sqlite_migrations": "the schema stays",
}


def test_a_discarded_demo_leaves_no_table_that_nobody_thought_of(empty_office):
    with empty_office.store.reading() as db:
        found = db.conn.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
        tables = {row["name"] for row in found}
    assert tables == {*installation.EVERY_TABLE_CHILDREN_FIRST, *STAYS}
