"""a pass may be lost by a changed judgement, too; who was in which course lately, by an index"""

import sqlalchemy as sa
from alembic import op

revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('lost_pass', schema=None) as batch_op:
        batch_op.add_column(sa.Column('marking_id', sa.Integer(), nullable=True))
        batch_op.alter_column('regrade_id', existing_type=sa.Integer(), nullable=True)
        batch_op.create_foreign_key(batch_op.f('fk_lost_pass_marking_id_marking'), 'marking', ['marking_id'], ['id'])
        batch_op.create_check_constraint(
            batch_op.f('ck_lost_pass_one_cause'), '(regrade_id IS NULL) <> (marking_id IS NULL)'
        )
    with op.batch_alter_table('lesson_progress', schema=None) as batch_op:
        batch_op.create_index('ix_lesson_progress_seen', ['seen_at', 'course_id', 'person_id'], unique=False)


def downgrade() -> None:
    op.drop_index('ix_lesson_progress_seen', 'lesson_progress')
    op.execute('DELETE FROM lost_pass WHERE marking_id IS NOT NULL')
    with op.batch_alter_table('lost_pass', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('ck_lost_pass_one_cause'), type_='check')
        batch_op.drop_constraint(batch_op.f('fk_lost_pass_marking_id_marking'), type_='foreignkey')
        batch_op.alter_column('regrade_id', existing_type=sa.Integer(), nullable=False)
        batch_op.drop_column('marking_id')
