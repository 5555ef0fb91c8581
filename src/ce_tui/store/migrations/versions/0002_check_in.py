"""An index of the check-ins that are open: a few lines of a ledger that may have very many."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_index(
        "activity_open", "activity", ["learner_id"], sqlite_where=sa.text("kind = 'check-in' AND end_ms = 0")
    )
