"""Change what must never change, as somebody could who may drop triggers."""

from sqlalchemy import text


def tampered(engine, *statements):
    """Drop every guard, run the statements, put the guards back."""
    with engine.begin() as connection:
        guards = take_down(connection)
        for statement in statements:
            assert connection.execute(text(statement)).rowcount, f"{statement} changed nothing"
        for guard in guards:
            connection.execute(text(guard))


def take_down(connection):
    """Drop the triggers of every table; the statements that make them again."""
    if connection.dialect.name == "sqlite":
        made = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")).all()
        for name, _ in made:
            connection.execute(text(f"DROP TRIGGER {name}"))
        return [statement for _, statement in made]
    connection.execute(text("SET LOCAL session_replication_role = replica"))
    return []

