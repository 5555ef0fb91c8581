"""Badges and PINs of learners, and the tries to sign in at a station."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.add_column("learner", sa.Column("badge", sa.Text(), nullable=True))
    op.add_column("learner", sa.Column("pin", sa.Text(), nullable=False, server_default=""))
    op.create_index("learner_badge", "learner", ["badge"], unique=True)
    op.create_table(
        "sign_in",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("station", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("sign_in_who", "sign_in", ["who", "at"])
    op.create_index("sign_in_station", "sign_in", ["station", "at"])
