"""Triggers that keep rows as they were written, on either database."""

from __future__ import annotations

from typing import Final

from alembic import op

_FUNCTION: Final = "soat_gioi_refuse_change"
# The program has no statement that does this; the guard stops other programs.
_CREATE_FUNCTION: Final = f"""
CREATE OR REPLACE FUNCTION {_FUNCTION}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME
    USING ERRCODE = 'integrity_constraint_violation';
END $$
"""


def refuse_changes(table: str, *, deletes: bool) -> None:
    """Let no row of ``table`` be changed nor, with ``deletes``, be taken out."""
    acts = ["UPDATE", *(["DELETE"] if deletes else [])]
    if op.get_bind().dialect.name == "sqlite":
        for act in acts:
            op.execute(
                f"CREATE TRIGGER {_name(table, act)} BEFORE {act} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
        return
    op.execute(_CREATE_FUNCTION)
    for act in [*acts, *(["TRUNCATE"] if deletes else [])]:
        each = "STATEMENT" if act == "TRUNCATE" else "ROW"
        op.execute(
            f"CREATE TRIGGER {_name(table, act)} BEFORE {act} ON {table} "
            f"FOR EACH {each} EXECUTE FUNCTION {_FUNCTION}()"
        )


def drop_function() -> None:
    """Take out what the triggers of all tables called, when the last has gone."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"DROP FUNCTION IF EXISTS {_FUNCTION}()")


def _name(table: str, act: str) -> str:
    return f"{table}_refuses_{act.lower()}"
