"""big writes: batches, what they work from, and the mark of rows that belong to one"""

import sqlalchemy as sa
from alembic import op

revision = '0012'
down_revision = '0010'
branch_labels = None
depends_on = None

MARKED = ('unit', 'unit_version', 'person', 'posting', 'party_membership', 'rule', 'duty')


def upgrade() -> None:
    op.create_table('batch',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('asked', sa.JSON(), nullable=False),
    sa.Column('told', sa.JSON(), nullable=False),
    sa.Column('wrong', sa.JSON(), nullable=True),
    sa.Column('steps', sa.Integer(), nullable=False),
    sa.Column('done', sa.Integer(), nullable=False),
    sa.Column('flipped_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_batch')),
    sa.UniqueConstraint('key', name=op.f('uq_batch_key'))
    )
    op.create_index(op.f('ix_batch_state'), 'batch', ['state'], unique=False)
    op.create_table('batch_part',
    sa.Column('batch_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('body', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['batch_id'], ['batch.id'], name=op.f('fk_batch_part_batch_id_batch')),
    sa.PrimaryKeyConstraint('batch_id', 'number', name=op.f('pk_batch_part'))
    )
    for table in MARKED:
        op.add_column(table, sa.Column('batch_id', sa.Integer(), nullable=True))
    op.create_index(op.f('ix_person_same_as_id'), 'person', ['same_as_id'], unique=False)
    op.create_index(op.f('ix_message_author_id'), 'message', ['author_id'], unique=False)


def downgrade() -> None:
    op.drop_index(op.f('ix_message_author_id'), table_name='message')
    op.drop_index(op.f('ix_person_same_as_id'), table_name='person')
    for table in MARKED:
        op.drop_column(table, 'batch_id')
    op.drop_table('batch_part')
    op.drop_index(op.f('ix_batch_state'), table_name='batch')
    op.drop_table('batch')
