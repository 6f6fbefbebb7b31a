"""when somebody last showed anew who they are"""

import sqlalchemy as sa
from alembic import op

import models.database

revision = '0026'
down_revision = '0025'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('sign_in_session', sa.Column('shown_at', models.database.UtcMoment(), nullable=True))
    op.add_column('provider_trip', sa.Column('shows', sa.String(), nullable=True))


def downgrade() -> None:
    op.drop_column('provider_trip', 'shows')
    op.drop_column('sign_in_session', 'shown_at')
