"""What each record is worth, which real time it used, who somebody is, and what seals a claim."""

import json
from datetime import datetime

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.add_column("progress", sa.Column("times", sa.Text(), nullable=True))
    op.add_column("holding", sa.Column("needed", sa.BigInteger(), nullable=True))
    keep_times()


def keep_times() -> None:
    """What is complete, and what was attended, counts from now on as it does at this moment."""
    connection = op.get_bind()
    rows = connection.exec_driver_sql(
        """SELECT t.id, t.data FROM content t WHERE EXISTS (SELECT 1 FROM progress p WHERE p.content_id = t.id)"""
    )
    times, sessions = {}, set()
    for id, data in rows:
        content = json.loads(data)
        start = 0
        if content["kind"] == "session":
            sessions.add(id)
            if content["starts_at"]:
                start = round(datetime.fromisoformat(content["starts_at"]).timestamp() * 1000)
        times[id] = json.dumps([[start, start + content["length_ms"]]], separators=(",", ":"))
    done = connection.exec_driver_sql("SELECT learner_id, content_id, complete_at FROM progress").fetchall()
    kept = [
        {"times": times[content], "learner": learner, "content": content}
        for learner, content, complete_at in done
        if complete_at is not None or content in sessions
    ]
    if kept:
        sql = "UPDATE progress SET times = :times WHERE learner_id = :learner AND content_id = :content"
        connection.execute(sa.text(sql), kept)
