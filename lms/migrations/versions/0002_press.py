"""The press: kinds, replacements, signed files, the print log, office settings"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "emblem",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_emblem_by_id")),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_emblem")),
    )
    op.create_table(
        "office_edition",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("values", sa.JSON(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_office_edition_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_office_edition")),
    )
    op.create_table(
        "signing_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("way", sa.String(length=20), nullable=False),
        sa.Column("certificate_ids", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=True),
        sa.Column("outcome", sa.JSON(), nullable=False),
        sa.Column("job_id", sa.Integer(), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["batch_id"], ["batch.id"], name=op.f("fk_signing_run_batch_id")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_signing_run_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signing_run")),
    )
    with op.batch_alter_table("signing_run", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_signing_run_batch_id"), ["batch_id"], unique=False)

    op.create_table(
        "printed",
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("certificate_id", sa.Integer(), nullable=False),
        sa.Column(
            "copy", sa.Enum("original", "again", "duplicate", name="copy", native_enum=False, length=20), nullable=False
        ),
        sa.ForeignKeyConstraint(["certificate_id"], ["certificate.id"], name=op.f("fk_printed_certificate_id")),
        sa.ForeignKeyConstraint(["run_id"], ["print_run.id"], name=op.f("fk_printed_run_id")),
        sa.PrimaryKeyConstraint("run_id", "certificate_id", name=op.f("pk_printed")),
    )
    with op.batch_alter_table("printed", schema=None) as batch_op:
        batch_op.create_index("ix_printed_certificate_id", ["certificate_id"], unique=False)

    op.create_table(
        "signed_file",
        sa.Column("certificate_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("signer", sa.String(length=200), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_signed_file_by_id")),
        sa.ForeignKeyConstraint(["certificate_id"], ["certificate.id"], name=op.f("fk_signed_file_certificate_id")),
        sa.PrimaryKeyConstraint("certificate_id", name=op.f("pk_signed_file")),
    )
    with op.batch_alter_table("signed_file", schema=None) as batch_op:
        batch_op.create_index("ix_signed_file_digest", ["digest"], unique=False)

    with op.batch_alter_table("certificate", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "kind",
                sa.Enum("certificate", "award", "statement", name="kind", native_enum=False, length=20),
                nullable=False,
                server_default="certificate",
            )
        )
        batch_op.add_column(sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
        batch_op.add_column(sa.Column("replaces_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("replaced_because", sa.String(length=300), nullable=False, server_default=""))
        batch_op.add_column(
            sa.Column(
                "signing",
                sa.Enum("wet", "seal", "tte", name="signing", native_enum=False, length=20),
                nullable=False,
                server_default="wet",
            )
        )
        batch_op.add_column(sa.Column("suffix", sa.Integer(), nullable=False, server_default="0"))
        batch_op.alter_column("n", existing_type=sa.INTEGER(), nullable=True)
        batch_op.drop_constraint(batch_op.f("uq_certificate_enrolment_id"), type_="unique")
        batch_op.drop_constraint(batch_op.f("uq_certificate_number"), type_="unique")
        batch_op.drop_constraint(batch_op.f("uq_certificate_unit_year_n"), type_="unique")
        batch_op.create_index("ix_certificate_pdf_sha256", ["pdf_sha256"], unique=False)
        batch_op.create_unique_constraint(
            batch_op.f("uq_certificate_enrolment_id_kind_version"), ["enrolment_id", "kind", "version"]
        )
        batch_op.create_unique_constraint(batch_op.f("uq_certificate_number_version"), ["number", "version"])
        batch_op.create_unique_constraint(batch_op.f("uq_certificate_replaces_id"), ["replaces_id"])
        batch_op.create_unique_constraint(
            batch_op.f("uq_certificate_unit_year_n_suffix_version"), ["unit", "year", "n", "suffix", "version"]
        )
        batch_op.create_foreign_key(batch_op.f("fk_certificate_replaces_id"), "certificate", ["replaces_id"], ["id"])

    with op.batch_alter_table("issue_run", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "kind",
                sa.Enum("certificate", "award", "statement", name="kind", native_enum=False, length=20),
                nullable=False,
                server_default="certificate",
            )
        )
        batch_op.add_column(sa.Column("numbering", sa.JSON(), nullable=False, server_default="{}"))
        batch_op.add_column(sa.Column("letter_n", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("wording", sa.String(length=200), nullable=False, server_default=""))

    with op.batch_alter_table("print_run", schema=None) as batch_op:
        batch_op.add_column(sa.Column("output", sa.String(length=20), nullable=False, server_default="sheets"))
        batch_op.add_column(sa.Column("certificate_ids", sa.JSON(), nullable=False, server_default="[]"))
        batch_op.add_column(sa.Column("options", sa.JSON(), nullable=False, server_default="{}"))
        batch_op.add_column(sa.Column("reason", sa.String(length=300), nullable=False, server_default=""))
        batch_op.alter_column("batch_id", existing_type=sa.INTEGER(), nullable=True)


def downgrade() -> None:
    unknown = sa.text(
        "SELECT count(*) FROM certificate WHERE n IS NULL OR version > 1 OR suffix > 0 OR kind <> 'certificate'"
    )
    if op.get_bind().execute(unknown).scalar_one():
        raise RuntimeError(
            "replacements, awards and numbers from elsewhere have no place in the older schema; keep this one"
        )
    op.execute("DELETE FROM print_run WHERE batch_id IS NULL")  # register books, which can be made again
    with op.batch_alter_table("print_run", schema=None) as batch_op:
        batch_op.alter_column("batch_id", existing_type=sa.INTEGER(), nullable=False)
        batch_op.drop_column("reason")
        batch_op.drop_column("options")
        batch_op.drop_column("certificate_ids")
        batch_op.drop_column("output")

    with op.batch_alter_table("issue_run", schema=None) as batch_op:
        batch_op.drop_column("wording")
        batch_op.drop_column("letter_n")
        batch_op.drop_column("numbering")
        batch_op.drop_column("kind")

    with op.batch_alter_table("certificate", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_certificate_replaces_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("uq_certificate_unit_year_n_suffix_version"), type_="unique")
        batch_op.drop_constraint(batch_op.f("uq_certificate_replaces_id"), type_="unique")
        batch_op.drop_constraint(batch_op.f("uq_certificate_number_version"), type_="unique")
        batch_op.drop_constraint(batch_op.f("uq_certificate_enrolment_id_kind_version"), type_="unique")
        batch_op.drop_index("ix_certificate_pdf_sha256")
        batch_op.create_unique_constraint(batch_op.f("uq_certificate_unit_year_n"), ["unit", "year", "n"])
        batch_op.create_unique_constraint(batch_op.f("uq_certificate_number"), ["number"])
        batch_op.create_unique_constraint(batch_op.f("uq_certificate_enrolment_id"), ["enrolment_id"])
        batch_op.alter_column("n", existing_type=sa.INTEGER(), nullable=False)
        batch_op.drop_column("suffix")
        batch_op.drop_column("signing")
        batch_op.drop_column("replaced_because")
        batch_op.drop_column("replaces_id")
        batch_op.drop_column("version")
        batch_op.drop_column("kind")

    with op.batch_alter_table("signed_file", schema=None) as batch_op:
        batch_op.drop_index("ix_signed_file_digest")

    op.drop_table("signed_file")
    with op.batch_alter_table("printed", schema=None) as batch_op:
        batch_op.drop_index("ix_printed_certificate_id")

    op.drop_table("printed")
    with op.batch_alter_table("signing_run", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_signing_run_batch_id"))

    op.drop_table("signing_run")
    op.drop_table("office_edition")
    op.drop_table("emblem")
