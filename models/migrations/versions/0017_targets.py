"""targets of units, what units say of their figures, when an overview was last looked at, who failed a quiz"""

import sqlalchemy as sa
from alembic import op

revision = '0017'
down_revision = '0016'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('target',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=True),
    sa.Column('course_id', sa.Integer(), nullable=True),
    sa.Column('percent', sa.Integer(), nullable=False),
    sa.Column('due', sa.Date(), nullable=False),
    sa.Column('own', sa.Boolean(), nullable=False),
    sa.Column('set_by', sa.Integer(), nullable=True),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('voided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('voided_by', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['course_id'], ['course.id'], name=op.f('fk_target_course_id_course')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_target_unit_id_unit')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_target'))
    )
    op.create_index(op.f('ix_target_course_id'), 'target', ['course_id'], unique=False)
    op.create_index(op.f('ix_target_key'), 'target', ['key'], unique=False)
    op.create_index(op.f('ix_target_unit_id'), 'target', ['unit_id'], unique=False)
    op.create_table('explanation',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('course_id', sa.Integer(), nullable=True),
    sa.Column('words', sa.String(), nullable=False),
    sa.Column('valid', sa.Integer(), nullable=False),
    sa.Column('required', sa.Integer(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['course_id'], ['course.id'], name=op.f('fk_explanation_course_id_course')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_explanation_unit_id_unit')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_explanation'))
    )
    op.create_index('ix_explanation_unit_id_course_id', 'explanation', ['unit_id', 'course_id'], unique=False)
    op.create_index(op.f('ix_explanation_course_id'), 'explanation', ['course_id'], unique=False)
    op.create_table('last_look',
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('looked_on', sa.Date(), nullable=False),
    sa.Column('before', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_last_look_person_id_person')),
    sa.PrimaryKeyConstraint('person_id', name=op.f('pk_last_look'))
    )
    failed = sa.text('passed = false')
    op.create_index(
        'ix_attempt_failed', 'attempt', ['person_id', 'course_id', 'submitted_at'], unique=False,
        sqlite_where=failed, postgresql_where=failed,
    )


def downgrade() -> None:
    op.drop_index('ix_attempt_failed', table_name='attempt')
    op.drop_table('last_look')
    op.drop_index(op.f('ix_explanation_course_id'), table_name='explanation')
    op.drop_index('ix_explanation_unit_id_course_id', table_name='explanation')
    op.drop_table('explanation')
    op.drop_index(op.f('ix_target_unit_id'), table_name='target')
    op.drop_index(op.f('ix_target_key'), table_name='target')
    op.drop_index(op.f('ix_target_course_id'), table_name='target')
    op.drop_table('target')
