"""What each record is worth, which real time it used, who somebody is, and what seals a claim."""

import json
from contextlib import suppress
from datetime import datetime

import sqlalchemy as sa
from alembic import op

from ce_tui.credit.chain import FIRST, paper_seal, seal
from ce_tui.credit.moments import ms, utc
from ce_tui.credit.progress import total
from ce_tui.credit.words import zone_of

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.add_column("content", sa.Column("schedule", sa.BigInteger(), nullable=True))
    op.add_column("progress", sa.Column("times", sa.Text(), nullable=True))
    op.add_column("holding", sa.Column("needed", sa.BigInteger(), nullable=True))
    op.add_column("activity", sa.Column("real_start", sa.BigInteger(), nullable=True))
    op.add_column("activity", sa.Column("real_end", sa.BigInteger(), nullable=True))
    op.create_index(
        "activity_real", "activity", ["learner_id", "real_end"], sqlite_where=sa.text("real_end IS NOT NULL")
    )
    op.create_index("activity_guess", "activity", ["content_id", "at"], sqlite_where=sa.text("kind = 'guess'"))
    op.add_column("holding", sa.Column("due_at", sa.BigInteger(), nullable=True))
    op.add_column("holding", sa.Column("asks", sa.Text(), nullable=True))
    op.add_column("learner", sa.Column("email_confirmed", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("learner", sa.Column("first_pin", sa.Text(), nullable=False, server_default=""))
    op.create_index("holding_due", "holding", ["learner_id", "due_at"], sqlite_where=sa.text("due_at IS NOT NULL"))
    op.create_table(
        "statement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("learner_id", sa.Integer(), nullable=False),
        sa.Column("content_id", sa.Integer(), nullable=False),
        sa.Column("statement", sa.Text(), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["learner_id"], ["learner.id"]),
        sa.ForeignKeyConstraint(["content_id"], ["content.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("statement_of", "statement", ["learner_id", "content_id"])
    op.create_index("statement_id", "statement", ["statement"])
    op.create_table("void", sa.Column("statement", sa.Text(), nullable=False), sa.PrimaryKeyConstraint("statement"))
    op.create_table(
        "account",
        sa.Column("home", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("learner_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["learner_id"], ["learner.id"]),
        sa.PrimaryKeyConstraint("home", "name"),
    )
    op.create_index("ix_account_learner_id", "account", ["learner_id"])
    op.add_column("learner", sa.Column("profession", sa.Text(), nullable=False, server_default=""))
    keep_times()
    keep_claims()
    weigh_anew()


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


def keep_claims() -> None:
    """Claims get the moment of completion out of their snapshots, which stay, and the year of it; all are sealed."""
    op.add_column("claim", sa.Column("completed_at", sa.BigInteger(), nullable=True))
    op.add_column("claim", sa.Column("complete", sa.Integer(), nullable=True))
    op.add_column("claim", sa.Column("returned", sa.Integer(), nullable=False, server_default="0"))
    op.execute("ALTER TABLE claim ADD COLUMN organization_id INTEGER REFERENCES organization (id)")
    for table in ("claim", "revocation"):
        op.add_column(table, sa.Column("place", sa.Integer(), nullable=True))
        op.add_column(table, sa.Column("seal", sa.Text(), nullable=True))
    op.create_index("claim_place", "claim", ["organization_id", "place"], unique=True)
    op.create_table(
        "returned",
        sa.Column("claim_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("seal", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"]),
        sa.PrimaryKeyConstraint("claim_id"),
    )
    op.create_table(
        "reissue",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("claim_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("search", sa.Text(), nullable=False),
        sa.Column("snapshot", sa.Text(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("seal", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("number"),
    )
    op.create_index("ix_reissue_claim_id", "reissue", ["claim_id"])
    op.create_table(
        "chain",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("length", sa.Integer(), nullable=False),
        sa.Column("head", sa.Text(), nullable=False),
        sa.Column("late", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["organization_id"], ["organization.id"]),
        sa.PrimaryKeyConstraint("organization_id"),
    )
    connection = op.get_bind()
    ask = connection.exec_driver_sql
    ends: dict[int, tuple[int, str]] = {}
    claims = "SELECT k.id, c.organization_id FROM claim k JOIN credit c ON c.id = k.credit_id ORDER BY k.id"
    for key, organization in ask(claims).fetchall():
        ((number, zone, claimed_at, snapshot, learner),) = ask(
            """SELECT k.number, k.zone, k.claimed_at, k.snapshot, l.key FROM claim k
               JOIN learner l ON l.id = k.learner_id WHERE k.id = ?""",
            (key,),
        )
        completed_at = None
        with suppress(ValueError, TypeError, KeyError):  # a damaged one stays as it is
            completed_at = ms(datetime.fromisoformat(json.loads(snapshot)["completed_at"]))
        year = utc(claimed_at if completed_at is None else completed_at).astimezone(zone_of(zone)).year
        place, before = ends.get(organization, (0, FIRST))
        ends[organization] = place + 1, seal(before, number, str(snapshot), learner)
        ask(
            "UPDATE claim SET completed_at = ?, year = ?, organization_id = ?, place = ?, seal = ? WHERE id = ?",
            (completed_at, year, organization, *ends[organization], key),
        )
    revocations = """SELECT k.id, k.number, k.organization_id, r.at, r.reason FROM revocation r
      JOIN claim k ON k.id = r.claim_id ORDER BY r.at, k.id"""
    for key, number, organization, at, reason in ask(revocations).fetchall():
        place, before = ends[organization]
        ends[organization] = place + 1, seal(before, number, "revoked", str(at), reason)
        ask("UPDATE revocation SET place = ?, seal = ? WHERE claim_id = ?", (*ends[organization], key))
    for organization, (length, head) in ends.items():
        ask("INSERT INTO chain VALUES (?, ?, ?, ?)", (organization, length, head, length))
    op.add_column("paper", sa.Column("seal", sa.Text(), nullable=True))
    for key, edition in ask("SELECT claim_id, revoked FROM paper").fetchall():
        of = "SELECT pdf, (SELECT seal FROM claim WHERE id = claim_id) FROM paper WHERE claim_id = ? AND revoked = ?"
        for pdf, kept in ask(of, (key, edition)).fetchall():
            if isinstance(pdf, bytes):  # a damaged one is made anew
                sealed = paper_seal(kept, edition, pdf)
                ask("UPDATE paper SET seal = ? WHERE claim_id = ? AND revoked = ?", (sealed, key, edition))


def weigh_anew() -> None:
    """What has no length weighs nothing now; each holding is worked out by the rules of now when it is next seen."""
    connection = op.get_bind()
    contents = connection.exec_driver_sql(
        """SELECT c.id, c.data, t.data FROM credit c JOIN credit_content x ON x.credit_id = c.id
           JOIN content t ON t.id = x.content_id WHERE c.in_time = 0"""
    )
    lengths: dict[int, list[tuple[int, str | None]]] = {}
    for key, credit, data in contents:
        if json.loads(credit)["rule"]["need"] == "all":
            content = json.loads(data)
            lengths.setdefault(key, []).append((content["length_ms"], content["starts_at"]))
    for key, found in lengths.items():
        timed = [(ms(datetime.fromisoformat(starts)), length) for length, starts in found if starts]
        needed = sum(length for length, starts in found if not starts)
        needed += total((start, start + length) for start, length in timed)
        if needed:
            connection.exec_driver_sql("UPDATE credit SET needed = ?, in_time = 1 WHERE id = ?", (needed, key))
    op.execute("UPDATE holding SET due_at = 0")
