"""why somebody is on leave"""

import sqlalchemy as sa
from alembic import op

revision = '0025'
down_revision = '0024'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('posting', sa.Column('leave', sa.String(), nullable=True))


def downgrade() -> None:
    op.drop_column('posting', 'leave')
