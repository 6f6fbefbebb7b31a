"""a second step at sign-in: people's apps, recovery codes; single sign-on: trips to the provider, its sessions"""

import sqlalchemy as sa
from alembic import op

revision = '0022'
down_revision = '0021'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('second_factor',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('salt', sa.String(), nullable=False),
    sa.Column('last_step', sa.Integer(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('voided_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_second_factor_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_second_factor'))
    )
    op.create_index(op.f('ix_second_factor_person_id'), 'second_factor', ['person_id'], unique=False)
    standing = sa.text('voided_at IS NULL')
    op.create_index(
        'uq_second_factor_person', 'second_factor', ['person_id'], unique=True,
        sqlite_where=standing, postgresql_where=standing,
    )
    op.create_table('recovery_code',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('factor_id', sa.Integer(), nullable=False),
    sa.Column('code_hash', sa.String(), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('voided_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['factor_id'], ['second_factor.id'], name=op.f('fk_recovery_code_factor_id_second_factor')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_recovery_code')),
    sa.UniqueConstraint('code_hash', name=op.f('uq_recovery_code_code_hash'))
    )
    op.create_index(op.f('ix_recovery_code_factor_id'), 'recovery_code', ['factor_id'], unique=False)
    op.add_column('sign_in_session', sa.Column('second_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('sign_in_session', sa.Column('way', sa.String(), nullable=False, server_default='password'))
    op.add_column('account', sa.Column('opened_at', sa.DateTime(timezone=True), nullable=True))
    op.create_table('provider_trip',
    sa.Column('state_hash', sa.String(), nullable=False),
    sa.Column('browser_hash', sa.String(), nullable=False),
    sa.Column('wanted', sa.String(), nullable=False),
    sa.Column('shared', sa.Boolean(), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('state_hash', name=op.f('pk_provider_trip'))
    )
    op.create_table('provider_session',
    sa.Column('token_hash', sa.String(), nullable=False),
    sa.Column('subject', sa.String(), nullable=False),
    sa.Column('sid', sa.String(), nullable=True),
    sa.Column('id_token', sa.String(), nullable=True),
    sa.ForeignKeyConstraint(['token_hash'], ['sign_in_session.token_hash'], name=op.f('fk_provider_session_token_hash_sign_in_session')),
    sa.PrimaryKeyConstraint('token_hash', name=op.f('pk_provider_session'))
    )
    op.create_index(op.f('ix_provider_session_sid'), 'provider_session', ['sid'], unique=False)
    op.create_index(op.f('ix_provider_session_subject'), 'provider_session', ['subject'], unique=False)


def downgrade() -> None:
    op.drop_index(op.f('ix_provider_session_subject'), table_name='provider_session')
    op.drop_index(op.f('ix_provider_session_sid'), table_name='provider_session')
    op.drop_table('provider_session')
    op.drop_table('provider_trip')
    op.drop_column('account', 'opened_at')
    op.drop_column('sign_in_session', 'way')
    op.drop_column('sign_in_session', 'second_at')
    op.drop_index(op.f('ix_recovery_code_factor_id'), table_name='recovery_code')
    op.drop_table('recovery_code')
    op.drop_index('uq_second_factor_person', table_name='second_factor')
    op.drop_index(op.f('ix_second_factor_person_id'), table_name='second_factor')
    op.drop_table('second_factor')
