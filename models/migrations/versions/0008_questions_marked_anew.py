"""questions marked anew: regrades, results beside the first, passes that an office decides about"""

import sqlalchemy as sa
from alembic import op

revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None

STANDING = sa.text('voided_at IS NULL')


def upgrade() -> None:
    op.create_table('regrade',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(), nullable=False),
    sa.Column('course_id', sa.Integer(), nullable=False),
    sa.Column('question_id', sa.String(), nullable=False),
    sa.Column('treatment', sa.String(), nullable=False),
    sa.Column('asked', sa.JSON(), nullable=False),
    sa.Column('marked_by', sa.String(), nullable=True),
    sa.Column('undoes_id', sa.Integer(), nullable=True),
    sa.Column('why', sa.String(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('counts', sa.JSON(), nullable=False),
    sa.Column('reached', sa.Integer(), nullable=False),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_regrade_by_id_person')),
    sa.ForeignKeyConstraint(['course_id'], ['course.id'], name=op.f('fk_regrade_course_id_course')),
    sa.ForeignKeyConstraint(['marked_by'], ['content_text.hash'], name=op.f('fk_regrade_marked_by_content_text')),
    sa.ForeignKeyConstraint(['undoes_id'], ['regrade.id'], name=op.f('fk_regrade_undoes_id_regrade')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_regrade')),
    sa.UniqueConstraint('key', name=op.f('uq_regrade_key')),
    sa.UniqueConstraint('undoes_id', name=op.f('uq_regrade_undoes_id'))
    )
    op.create_index(op.f('ix_regrade_course_id'), 'regrade', ['course_id'])
    op.create_index(op.f('ix_regrade_finished_at'), 'regrade', ['finished_at'])
    op.create_table('regraded',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('attempt_id', sa.Integer(), nullable=False),
    sa.Column('marks', sa.Float(), nullable=False),
    sa.Column('max_marks', sa.Float(), nullable=False),
    sa.Column('passed', sa.Boolean(), nullable=False),
    sa.Column('kept', sa.Boolean(), nullable=False),
    sa.Column('vector', sa.JSON(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('voided_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['attempt_id'], ['attempt.id'], name=op.f('fk_regraded_attempt_id_attempt')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_regraded'))
    )
    op.create_index(op.f('ix_regraded_attempt_id'), 'regraded', ['attempt_id'])
    op.create_index(
        'uq_regraded_attempt', 'regraded', ['attempt_id'], unique=True,
        sqlite_where=STANDING, postgresql_where=STANDING,
    )
    op.create_table('lost_pass',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(), nullable=False),
    sa.Column('attempt_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('course_id', sa.Integer(), nullable=False),
    sa.Column('regrade_id', sa.Integer(), nullable=False),
    sa.Column('decide_by', sa.Date(), nullable=False),
    sa.Column('decision', sa.String(), nullable=True),
    sa.Column('decided_by_id', sa.Integer(), nullable=True),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('voided_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['attempt_id'], ['attempt.id'], name=op.f('fk_lost_pass_attempt_id_attempt')),
    sa.ForeignKeyConstraint(['course_id'], ['course.id'], name=op.f('fk_lost_pass_course_id_course')),
    sa.ForeignKeyConstraint(['decided_by_id'], ['person.id'], name=op.f('fk_lost_pass_decided_by_id_person')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_lost_pass_person_id_person')),
    sa.ForeignKeyConstraint(['regrade_id'], ['regrade.id'], name=op.f('fk_lost_pass_regrade_id_regrade')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_lost_pass')),
    sa.UniqueConstraint('key', name=op.f('uq_lost_pass_key'))
    )
    op.create_index(op.f('ix_lost_pass_attempt_id'), 'lost_pass', ['attempt_id'])
    op.create_index(op.f('ix_lost_pass_person_id'), 'lost_pass', ['person_id'])
    op.create_index(
        'uq_lost_pass_attempt', 'lost_pass', ['attempt_id'], unique=True,
        sqlite_where=STANDING, postgresql_where=STANDING,
    )
    # written out: both databases take it, and SQLite need not copy a table that certificates refer to
    op.execute(
        'ALTER TABLE completion ADD COLUMN restores_id INTEGER'
        ' CONSTRAINT fk_completion_restores_id_completion REFERENCES completion (id)'
    )
    op.create_index(op.f('ix_completion_restores_id'), 'completion', ['restores_id'])


def downgrade() -> None:
    op.drop_index(op.f('ix_completion_restores_id'), 'completion')
    with op.batch_alter_table('completion', schema=None) as batch_op:
        batch_op.drop_column('restores_id')
    op.drop_table('lost_pass')
    op.drop_table('regraded')
    op.drop_table('regrade')
