"""work that people judge: files handed in, and markings by a rubric"""

import sqlalchemy as sa
from alembic import op

revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('attempt_item', schema=None) as batch_op:
        batch_op.add_column(sa.Column('waits', sa.Boolean(), server_default=sa.text('false'), nullable=False))
        batch_op.create_index(
            'ix_attempt_item_waits', ['attempt_id'], sqlite_where=sa.text('waits'), postgresql_where=sa.text('waits')
        )
    op.create_table('handed',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(), nullable=False),
    sa.Column('attempt_id', sa.Integer(), nullable=False),
    sa.Column('place', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('hash', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(
        ['attempt_id', 'place'], ['attempt_item.attempt_id', 'attempt_item.place'],
        name=op.f('fk_handed_attempt_id_attempt_item')
    ),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_handed')),
    sa.UniqueConstraint('attempt_id', 'place', 'hash', name='uq_handed_content'),
    sa.UniqueConstraint('key', name=op.f('uq_handed_key'))
    )
    op.create_table('handed_content',
    sa.Column('handed_id', sa.Integer(), nullable=False),
    sa.Column('data', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['handed_id'], ['handed.id'], name=op.f('fk_handed_content_handed_id_handed')),
    sa.PrimaryKeyConstraint('handed_id', name=op.f('pk_handed_content'))
    )

    op.create_table('marking',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('attempt_id', sa.Integer(), nullable=False),
    sa.Column('place', sa.Integer(), nullable=False),
    sa.Column('marker_id', sa.Integer(), nullable=False),
    sa.Column('levels', sa.JSON(), nullable=False),
    sa.Column('comments', sa.JSON(), nullable=False),
    sa.Column('comment', sa.String(), nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('begun_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('saved_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(
        ['attempt_id', 'place'], ['attempt_item.attempt_id', 'attempt_item.place'],
        name=op.f('fk_marking_attempt_id_attempt_item')
    ),
    sa.ForeignKeyConstraint(['marker_id'], ['person.id'], name=op.f('fk_marking_marker_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_marking'))
    )
    with op.batch_alter_table('marking', schema=None) as batch_op:
        batch_op.create_index('ix_marking_attempt_id_place', ['attempt_id', 'place'], unique=False)
        batch_op.create_index(
            'uq_marking_draft', ['attempt_id', 'place'], unique=True,
            sqlite_where=sa.text('finished_at IS NULL'), postgresql_where=sa.text('finished_at IS NULL')
        )


def downgrade() -> None:
    op.drop_table('marking')
    op.drop_table('handed_content')
    op.drop_table('handed')
    with op.batch_alter_table('attempt_item', schema=None) as batch_op:
        batch_op.drop_index('ix_attempt_item_waits')
        batch_op.drop_column('waits')
