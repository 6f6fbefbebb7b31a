"""rules of quizzes: flags, confidence, tries in practice, numbered messages; extra time; outages"""

import sqlalchemy as sa
from alembic import op

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('allowance',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=True),
    sa.Column('unit_id', sa.Integer(), nullable=True),
    sa.Column('course_id', sa.Integer(), nullable=False),
    sa.Column('quiz', sa.String(), nullable=True),
    sa.Column('minutes', sa.Integer(), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('from', sa.Date(), nullable=False),
    sa.Column('until', sa.Date(), nullable=True),
    sa.Column('granted_by', sa.Integer(), nullable=True),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('voided_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('(person_id IS NULL) <> (unit_id IS NULL)', name=op.f('ck_allowance_one_whom')),
    sa.ForeignKeyConstraint(['course_id'], ['course.id'], name=op.f('fk_allowance_course_id_course')),
    sa.ForeignKeyConstraint(['granted_by'], ['person.id'], name=op.f('fk_allowance_granted_by_person')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_allowance_person_id_person')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_allowance_unit_id_unit')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_allowance'))
    )
    with op.batch_alter_table('allowance', schema=None) as batch_op:
        batch_op.create_index('ix_allowance_course', ['course_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_allowance_person_id'), ['person_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_allowance_unit_id'), ['unit_id'], unique=False)

    op.create_table('heartbeat',
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_heartbeat'))
    )
    op.create_table('outage',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('began_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_outage')),
    sa.UniqueConstraint('ended_at', name=op.f('uq_outage_ended_at'))
    )
    with op.batch_alter_table('attempt', schema=None) as batch_op:
        batch_op.add_column(sa.Column('given_back', sa.Integer(), nullable=False, server_default='0'))
        batch_op.add_column(sa.Column('closes_lessons', sa.Boolean(), nullable=False, server_default=sa.false()))

    with op.batch_alter_table('attempt_item', schema=None) as batch_op:
        batch_op.add_column(sa.Column('flagged', sa.Boolean(), nullable=False, server_default=sa.false()))

    with op.batch_alter_table('response', schema=None) as batch_op:
        batch_op.add_column(sa.Column('confidence', sa.String(), nullable=True))
        batch_op.add_column(sa.Column('device', sa.String(), nullable=True))
        batch_op.add_column(sa.Column('sequence', sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column('checks', sa.Integer(), nullable=False, server_default='0'))
        batch_op.add_column(sa.Column('first', sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column('told', sa.String(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table('response', schema=None) as batch_op:
        for column in ('told', 'first', 'checks', 'sequence', 'device', 'confidence'):
            batch_op.drop_column(column)

    with op.batch_alter_table('attempt_item', schema=None) as batch_op:
        batch_op.drop_column('flagged')

    with op.batch_alter_table('attempt', schema=None) as batch_op:
        batch_op.drop_column('closes_lessons')
        batch_op.drop_column('given_back')

    op.drop_table('outage')
    op.drop_table('heartbeat')
    op.drop_table('allowance')
