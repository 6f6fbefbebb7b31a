"""rules in working days, of learning paths and with renewals; the calendar of days off"""

import sqlalchemy as sa
from alembic import op

revision = '0018'
down_revision = '0017'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('calendar_day',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('counted', sa.Boolean(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('voided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('batch_id', sa.Integer(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_calendar_day'))
    )
    op.create_index(op.f('ix_calendar_day_day'), 'calendar_day', ['day'], unique=False)
    # added one by one: a rule is referred to by its duties, so its table must not be written anew
    op.add_column('rule', sa.Column('working', sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column('rule', sa.Column('path', sa.String(), nullable=False, server_default=''))
    op.add_column('rule', sa.Column('steps', sa.JSON(), nullable=False, server_default='[]'))
    op.add_column('rule', sa.Column('renew_months', sa.Integer(), nullable=True))
    op.add_column('rule', sa.Column('renew_window', sa.Integer(), nullable=False, server_default='0'))
    op.add_column('rule', sa.Column('renew_grace', sa.Integer(), nullable=False, server_default='0'))


def downgrade() -> None:
    for column in ('renew_grace', 'renew_window', 'renew_months', 'steps', 'path', 'working'):
        op.drop_column('rule', column)
    op.drop_index(op.f('ix_calendar_day_day'), table_name='calendar_day')
    op.drop_table('calendar_day')
