"""acts over many that a second person confirms; in which browser somebody is signed in"""

import sqlalchemy as sa
from alembic import op

revision = '0024'
down_revision = '0023'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('prepared_act',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(), nullable=False),
    sa.Column('act', sa.String(), nullable=False),
    sa.Column('terms', sa.JSON(), nullable=False),
    sa.Column('right', sa.String(), nullable=False),
    sa.Column('course_id', sa.Integer(), nullable=True),
    sa.Column('party', sa.Boolean(), nullable=False),
    sa.Column('places', sa.JSON(), nullable=False),
    sa.Column('people', sa.Integer(), nullable=False),
    sa.Column('touched', sa.LargeBinary(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('prepared_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('settled_by', sa.Integer(), nullable=True),
    sa.Column('settled_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('why', sa.String(), nullable=False),
    sa.Column('wrong', sa.JSON(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_prepared_act')),
    sa.UniqueConstraint('key', name=op.f('uq_prepared_act_key'))
    )
    op.create_index(op.f('ix_prepared_act_by_id'), 'prepared_act', ['by_id'], unique=False)
    op.create_index(op.f('ix_prepared_act_state'), 'prepared_act', ['state'], unique=False)
    op.add_column('sign_in_session', sa.Column('browser', sa.String(), nullable=False, server_default=''))


def downgrade() -> None:
    op.drop_column('sign_in_session', 'browser')
    op.drop_index(op.f('ix_prepared_act_state'), table_name='prepared_act')
    op.drop_index(op.f('ix_prepared_act_by_id'), table_name='prepared_act')
    op.drop_table('prepared_act')
