"""Questions: what each attempt drew, and what became of every question"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "question_answer",
        sa.Column("attempt_id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.String(length=160), nullable=False),
        sa.Column("fingerprint", sa.String(length=12), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("chosen", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempt.id"], name=op.f("fk_question_answer_attempt_id")),
        sa.PrimaryKeyConstraint("attempt_id", "question_id", name=op.f("pk_question_answer")),
    )
    with op.batch_alter_table("attempt") as attempt:
        attempt.create_index("ix_attempt_quiz", ["quiz_key", "batch_id"])


def downgrade() -> None:
    """Attempts that drew from the bank stay, with ids that the older version leaves out of what it shows."""
    with op.batch_alter_table("attempt") as attempt:
        attempt.drop_index("ix_attempt_quiz")
    op.drop_table("question_answer")
