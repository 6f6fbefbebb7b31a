"""requests that somebody come from a unit that others answer for, and what became of them"""

import sqlalchemy as sa
from alembic import op

revision = '0015'
down_revision = '0012'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('transfer_request',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('tree', sa.String(), nullable=False),
    sa.Column('from_id', sa.Integer(), nullable=True),
    sa.Column('left', sa.Boolean(), nullable=False),
    sa.Column('offered', sa.Boolean(), nullable=False),
    sa.Column('to_id', sa.Integer(), nullable=False),
    sa.Column('on', sa.Date(), nullable=False),
    sa.Column('position', sa.String(), nullable=False),
    sa.Column('category', sa.String(), nullable=True),
    sa.Column('rank', sa.String(), nullable=False),
    sa.Column('head', sa.Boolean(), nullable=False),
    sa.Column('leader', sa.Boolean(), nullable=False),
    sa.Column('said_name', sa.String(), nullable=False),
    sa.Column('said_code', sa.String(), nullable=False),
    sa.Column('note', sa.String(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('import_id', sa.Integer(), nullable=True),
    sa.Column('row', sa.Integer(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['from_id'], ['unit.id'], name=op.f('fk_transfer_request_from_id_unit')),
    sa.ForeignKeyConstraint(['import_id'], ['import_run.id'], name=op.f('fk_transfer_request_import_id_import_run')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_transfer_request_person_id_person')),
    sa.ForeignKeyConstraint(['to_id'], ['unit.id'], name=op.f('fk_transfer_request_to_id_unit')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_transfer_request')),
    sa.UniqueConstraint('key', name=op.f('uq_transfer_request_key'))
    )
    for column in ('person_id', 'from_id', 'to_id', 'import_id'):
        op.create_index(op.f(f'ix_transfer_request_{column}'), 'transfer_request', [column], unique=False)
    op.create_table('transfer_step',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('request_id', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('on', sa.Date(), nullable=True),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('voided_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['request_id'], ['transfer_request.id'], name=op.f('fk_transfer_step_request_id_transfer_request')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_transfer_step'))
    )
    op.create_index(op.f('ix_transfer_step_request_id'), 'transfer_step', ['request_id'], unique=False)
    for name, column in (('uq_transfer_step_standing', 'request_id'), ('ix_transfer_step_state', 'state')):
        op.create_index(
            name,
            'transfer_step',
            [column],
            unique=name.startswith('uq'),
            sqlite_where=sa.text('voided_at IS NULL'),
            postgresql_where=sa.text('voided_at IS NULL'),
        )


def downgrade() -> None:
    op.drop_table('transfer_step')
    op.drop_table('transfer_request')
