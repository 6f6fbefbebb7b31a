"""a trail that is checked and only grows; the notice read, erasures, who took names along"""

import sqlalchemy as sa
from alembic import op

revision = '0023'
down_revision = '0022'
branch_labels = None
depends_on = None

SAYS = 'the audit trail is append-only'
STANDS = ('id', 'at', 'actor_id', 'act', 'subject_kind', 'subject_id', 'details', 'digest')


def upgrade() -> None:
    op.add_column('audit_line', sa.Column('digest', sa.String(), nullable=True))
    op.add_column('audit_value', sa.Column('salt', sa.String(), nullable=True))
    op.create_table('audit_head',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('seal', sa.String(), nullable=False),
    sa.Column('sealed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('checked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('checked_number', sa.Integer(), nullable=True),
    sa.Column('broken_number', sa.Integer(), nullable=True),
    sa.Column('broken_how', sa.String(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_audit_head'))
    )
    op.add_column('export', sa.Column('purpose', sa.String(), nullable=False, server_default=''))
    op.create_table('notice_read',
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_notice_read_person_id_person')),
    sa.PrimaryKeyConstraint('person_id', 'version', name=op.f('pk_notice_read'))
    )
    op.create_table('erasure',
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_erasure_person_id_person')),
    sa.PrimaryKeyConstraint('person_id', name=op.f('pk_erasure'))
    )
    op.create_table('data_request',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('words', sa.String(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('due', sa.Date(), nullable=False),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('answered_by', sa.Integer(), nullable=True),
    sa.Column('granted', sa.Boolean(), nullable=True),
    sa.Column('answer', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_data_request_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_data_request')),
    sa.UniqueConstraint('key', name=op.f('uq_data_request_key'))
    )
    op.create_index(op.f('ix_data_request_answered_at'), 'data_request', ['answered_at'], unique=False)
    op.create_index(op.f('ix_data_request_person_id'), 'data_request', ['person_id'], unique=False)
    op.create_table('bulk_look',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('purpose', sa.String(), nullable=False),
    sa.Column('people', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_bulk_look'))
    )
    op.create_index(op.f('ix_bulk_look_at'), 'bulk_look', ['at'], unique=False)
    op.create_table('bulk_look_part',
    sa.Column('look_id', sa.Integer(), nullable=False),
    sa.Column('block', sa.Integer(), nullable=False),
    sa.Column('bits', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['look_id'], ['bulk_look.id'], name=op.f('fk_bulk_look_part_look_id_bulk_look')),
    sa.PrimaryKeyConstraint('look_id', 'block', name=op.f('pk_bulk_look_part'))
    )
    op.create_index('ix_bulk_look_part_block', 'bulk_look_part', ['block', 'look_id'], unique=False)
    op.execute(
        'INSERT INTO audit_head (id, number, seal) SELECT 1, seal_number, seal FROM audit_line'
        ' WHERE seal_number = (SELECT max(seal_number) FROM audit_line)'
    )
    if op.get_bind().dialect.name == 'postgresql':
        same = ' AND '.join(f'OLD.{name}::text IS NOT DISTINCT FROM NEW.{name}::text' for name in STANDS)
        op.execute(
            f"""CREATE FUNCTION audit_line_stands() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            IF TG_OP = 'UPDATE' THEN IF OLD.seal IS NULL AND {same} THEN RETURN NEW; END IF; END IF;
            RAISE EXCEPTION '{SAYS}'; END $$"""
        )
        op.execute(
            'CREATE TRIGGER audit_line_stands BEFORE UPDATE OR DELETE ON audit_line'
            ' FOR EACH ROW EXECUTE FUNCTION audit_line_stands()'
        )
    else:
        other = ' OR '.join(f'OLD.{name} IS NOT NEW.{name}' for name in STANDS)
        op.execute(
            'CREATE TRIGGER audit_line_stays BEFORE DELETE ON audit_line'
            f" BEGIN SELECT RAISE(ABORT, '{SAYS}'); END"
        )
        op.execute(
            f'CREATE TRIGGER audit_line_stands BEFORE UPDATE ON audit_line WHEN OLD.seal IS NOT NULL OR {other}'
            f" BEGIN SELECT RAISE(ABORT, '{SAYS}'); END"
        )


def downgrade() -> None:
    if op.get_bind().dialect.name == 'postgresql':
        op.execute('DROP TRIGGER audit_line_stands ON audit_line')
        op.execute('DROP FUNCTION audit_line_stands()')
    else:
        op.execute('DROP TRIGGER audit_line_stands')
        op.execute('DROP TRIGGER audit_line_stays')
    op.drop_index('ix_bulk_look_part_block', table_name='bulk_look_part')
    op.drop_table('bulk_look_part')
    op.drop_index(op.f('ix_bulk_look_at'), table_name='bulk_look')
    op.drop_table('bulk_look')
    op.drop_index(op.f('ix_data_request_person_id'), table_name='data_request')
    op.drop_index(op.f('ix_data_request_answered_at'), table_name='data_request')
    op.drop_table('data_request')
    op.drop_table('erasure')
    op.drop_table('notice_read')
    op.drop_column('export', 'purpose')
    op.drop_table('audit_head')
    op.drop_column('audit_value', 'salt')
    op.drop_column('audit_line', 'digest')
