"""backups that were made or failed"""

import sqlalchemy as sa
from alembic import op

revision = '0021'
down_revision = '0018'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('backup_run',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('begun_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('scheduled', sa.Boolean(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('folder', sa.String(), nullable=False),
    sa.Column('size', sa.BigInteger(), nullable=True),
    sa.Column('wrong', sa.JSON(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_backup_run'))
    )
    op.create_index(op.f('ix_backup_run_begun_at'), 'backup_run', ['begun_at'], unique=False)


def downgrade() -> None:
    op.drop_index(op.f('ix_backup_run_begun_at'), table_name='backup_run')
    op.drop_table('backup_run')
