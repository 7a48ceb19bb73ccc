"""Bodies, officials, their digests and alerts; what became of a report and when."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
NOT_DONE = sa.text("state IN ('received', 'acknowledged', 'in_progress')")
RESOLVED = sa.text('resolved_at IS NOT NULL')
TOLD = sa.text('notice IS NOT NULL')
OPENED = sa.text("state = 'received'")
LOST = sa.text("state IN ('undelivered', 'failed', 'dropped')")
STOPPED = sa.text('stopped_at IS NOT NULL')
NO_NOTICES = sa.text('notices_stopped_at IS NOT NULL')


def upgrade() -> None:
    op.create_table('body',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('city', sa.String(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('labels', JSON, nullable=False),
    sa.Column('is_example', sa.Boolean(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_body')),
    sa.UniqueConstraint('city', 'name', name=op.f('uq_body_city_name'))
    )
    op.create_table('official',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('city', sa.String(), nullable=False),
    sa.Column('body_id', sa.String(length=32), nullable=False),
    sa.Column('handle', sa.String(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('role', sa.String(), nullable=False),
    sa.Column('language', sa.String(), nullable=False),
    sa.Column('time_zone', sa.String(), nullable=True),
    sa.Column('alerts_by', sa.String(), nullable=False),
    sa.Column('mailbox_id', sa.String(length=32), nullable=True),
    sa.Column('left_at', MOMENT, nullable=True),
    sa.Column('is_example', sa.Boolean(), nullable=False),
    sa.Column('created_at', MOMENT, nullable=False),
    sa.ForeignKeyConstraint(['body_id'], ['body.id'], name=op.f('fk_official_body_id_body')),
    sa.ForeignKeyConstraint(['mailbox_id'], ['contact.id'], name=op.f('fk_official_mailbox_id_contact')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_official')),
    sa.UniqueConstraint('city', 'handle', name=op.f('uq_official_city_handle'))
    )
    with op.batch_alter_table('official') as batch_op:
        batch_op.create_index(batch_op.f('ix_official_body_id'), ['body_id'], unique=False)

    op.create_table('route',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('city', sa.String(), nullable=False),
    sa.Column('category', sa.String(), nullable=False),
    sa.Column('area', sa.String(), nullable=False),
    sa.Column('body_id', sa.String(length=32), nullable=False),
    sa.ForeignKeyConstraint(['body_id'], ['body.id'], name=op.f('fk_route_body_id_body')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_route')),
    sa.UniqueConstraint('city', 'category', 'area', name=op.f('uq_route_city_category_area'))
    )
    with op.batch_alter_table('route') as batch_op:
        batch_op.create_index(batch_op.f('ix_route_body_id'), ['body_id'], unique=False)

    op.create_table('duty',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('body_id', sa.String(length=32), nullable=False),
    sa.Column('official_id', sa.String(length=32), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('days', JSON, nullable=False),
    sa.Column('begins', sa.String(), nullable=False),
    sa.Column('ends', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['body_id'], ['body.id'], name=op.f('fk_duty_body_id_body')),
    sa.ForeignKeyConstraint(['official_id'], ['official.id'], name=op.f('fk_duty_official_id_official')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_duty'))
    )
    with op.batch_alter_table('duty') as batch_op:
        batch_op.create_index(batch_op.f('ix_duty_body_id'), ['body_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_duty_official_id'), ['official_id'], unique=False)

    op.create_table('enrolment',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('official_id', sa.String(length=32), nullable=False),
    sa.Column('code_hash', sa.String(), nullable=False),
    sa.Column('expires_at', MOMENT, nullable=False),
    sa.Column('contact_id', sa.String(length=32), nullable=True),
    sa.Column('confirmed_at', MOMENT, nullable=True),
    sa.Column('ended_at', MOMENT, nullable=True),
    sa.Column('created_at', MOMENT, nullable=False),
    sa.ForeignKeyConstraint(['contact_id'], ['contact.id'], name=op.f('fk_enrolment_contact_id_contact')),
    sa.ForeignKeyConstraint(['official_id'], ['official.id'], name=op.f('fk_enrolment_official_id_official')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_enrolment')),
    sa.UniqueConstraint('code_hash', name=op.f('uq_enrolment_code_hash'))
    )
    with op.batch_alter_table('enrolment') as batch_op:
        batch_op.create_index(batch_op.f('ix_enrolment_contact_id'), ['contact_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_enrolment_official_id'), ['official_id'], unique=False)

    op.create_table('incident',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('city', sa.String(), nullable=False),
    sa.Column('rule', sa.String(), nullable=False),
    sa.Column('body_id', sa.String(length=32), nullable=True),
    sa.Column('category', sa.String(), nullable=False),
    sa.Column('area', sa.String(), nullable=True),
    sa.Column('lat', sa.Double(), nullable=True),
    sa.Column('lon', sa.Double(), nullable=True),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('opened_at', MOMENT, nullable=False),
    sa.Column('last_report_at', MOMENT, nullable=False),
    sa.Column('next_at', MOMENT, nullable=True),
    sa.Column('acknowledged_by', sa.String(length=32), nullable=True),
    sa.Column('acknowledged_at', MOMENT, nullable=True),
    sa.Column('ended_at', MOMENT, nullable=True),
    sa.ForeignKeyConstraint(['acknowledged_by'], ['official.id'], name=op.f('fk_incident_acknowledged_by_official')),
    sa.ForeignKeyConstraint(['body_id'], ['body.id'], name=op.f('fk_incident_body_id_body')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_incident'))
    )
    with op.batch_alter_table('incident') as batch_op:
        batch_op.create_index(batch_op.f('ix_incident_city'), ['city'], unique=False)
        batch_op.create_index('ix_incident_waiting', ['next_at'], unique=False, sqlite_where=sa.text("state = 'open'"), postgresql_where=sa.text("state = 'open'"))

    op.create_table('sign_in',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('official_id', sa.String(length=32), nullable=False),
    sa.Column('code_hash', sa.String(), nullable=False),
    sa.Column('tries', sa.Integer(), nullable=False),
    sa.Column('created_at', MOMENT, nullable=False),
    sa.Column('expires_at', MOMENT, nullable=False),
    sa.Column('used_at', MOMENT, nullable=True),
    sa.ForeignKeyConstraint(['official_id'], ['official.id'], name=op.f('fk_sign_in_official_id_official')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sign_in'))
    )
    with op.batch_alter_table('sign_in') as batch_op:
        batch_op.create_index(batch_op.f('ix_sign_in_official_id'), ['official_id'], unique=False)

    op.create_table('subscription',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('official_id', sa.String(length=32), nullable=False),
    sa.Column('channel', sa.String(), nullable=False),
    sa.Column('categories', JSON, nullable=False),
    sa.Column('areas', JSON, nullable=False),
    sa.Column('dimensions', JSON, nullable=False),
    sa.Column('period', sa.String(), nullable=False),
    sa.Column('at', sa.String(), nullable=False),
    sa.Column('day', sa.Integer(), nullable=False),
    sa.Column('quiet_days', JSON, nullable=False),
    sa.Column('on_holidays', sa.Boolean(), nullable=False),
    sa.Column('least', sa.Integer(), nullable=False),
    sa.Column('when_less', sa.String(), nullable=False),
    sa.Column('starts_at', MOMENT, nullable=False),
    sa.Column('next_due_at', MOMENT, nullable=False),
    sa.Column('ended_at', MOMENT, nullable=True),
    sa.Column('is_example', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['official_id'], ['official.id'], name=op.f('fk_subscription_official_id_official')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_subscription'))
    )
    with op.batch_alter_table('subscription') as batch_op:
        batch_op.create_index('ix_subscription_due', ['next_due_at'], unique=False, sqlite_where=sa.text('ended_at IS NULL'), postgresql_where=sa.text('ended_at IS NULL'))
        batch_op.create_index(batch_op.f('ix_subscription_official_id'), ['official_id'], unique=False)

    op.create_table('alert',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('incident_id', sa.String(length=32), nullable=False),
    sa.Column('official_id', sa.String(length=32), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('channel', sa.String(), nullable=True),
    sa.Column('sent_as', NUMBER, nullable=True),
    sa.Column('at', MOMENT, nullable=False),
    sa.ForeignKeyConstraint(['incident_id'], ['incident.id'], name=op.f('fk_alert_incident_id_incident')),
    sa.ForeignKeyConstraint(['official_id'], ['official.id'], name=op.f('fk_alert_official_id_official')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_alert')),
    sa.UniqueConstraint('incident_id', 'official_id', name=op.f('uq_alert_incident_id_official_id'))
    )
    with op.batch_alter_table('alert') as batch_op:
        batch_op.create_index(batch_op.f('ix_alert_incident_id'), ['incident_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_alert_official_id'), ['official_id'], unique=False)

    op.create_table('digest',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('subscription_id', sa.String(length=32), nullable=False),
    sa.Column('period_key', sa.String(), nullable=False),
    sa.Column('covers_from', MOMENT, nullable=False),
    sa.Column('covers_until', MOMENT, nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('figures', JSON, nullable=True),
    sa.Column('sent_as', NUMBER, nullable=True),
    sa.Column('made_at', MOMENT, nullable=False),
    sa.ForeignKeyConstraint(['subscription_id'], ['subscription.id'], name=op.f('fk_digest_subscription_id_subscription')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_digest')),
    sa.UniqueConstraint('subscription_id', 'period_key', name=op.f('uq_digest_subscription_id_period_key'))
    )
    with op.batch_alter_table('digest') as batch_op:
        batch_op.create_index(batch_op.f('ix_digest_subscription_id'), ['subscription_id'], unique=False)

    with op.batch_alter_table('contact') as batch_op:
        batch_op.add_column(sa.Column('notices_stopped_at', MOMENT, nullable=True))
        batch_op.create_index('ix_contact_stopped', ['city', 'stopped_at'], unique=False, sqlite_where=STOPPED, postgresql_where=STOPPED)
        batch_op.create_index('ix_contact_no_notices', ['city', 'notices_stopped_at'], unique=False, sqlite_where=NO_NOTICES, postgresql_where=NO_NOTICES)

    # Not in a batch: nothing else changes in these tables, and a batch would copy them.
    op.create_index('ix_message_day', 'message', ['city', 'created_at', 'direction', 'channel'], unique=False)
    op.create_index('ix_message_lost', 'message', ['city', 'created_at'], unique=False, sqlite_where=LOST, postgresql_where=LOST)
    op.create_index('ix_run_ended', 'run', ['flow_version_id', 'city', 'ended_at'], unique=False)

    with op.batch_alter_table('report') as batch_op:
        batch_op.add_column(sa.Column('filed_at', MOMENT, nullable=True))
        batch_op.add_column(sa.Column('acknowledged_at', MOMENT, nullable=True))
        batch_op.add_column(sa.Column('resolved_at', MOMENT, nullable=True))
        batch_op.add_column(sa.Column('tag', sa.String(), nullable=True))
        batch_op.add_column(sa.Column('body_id', sa.String(length=32), nullable=True))
        batch_op.add_column(sa.Column('assigned_to', sa.String(length=32), nullable=True))
        batch_op.add_column(sa.Column('incident_id', sa.String(length=32), nullable=True))
        batch_op.add_column(sa.Column('fixed_asked_at', MOMENT, nullable=True))
    # What was filed before is dated by what its updates tell.
    op.execute("UPDATE report SET filed_at = coalesce((SELECT min(at) FROM \"update\" WHERE report_id = report.id), received_at)")
    for column, states in (("acknowledged_at", "'acknowledged', 'in_progress', 'resolved', 'closed'"), ("resolved_at", "'resolved', 'closed'")):
        op.execute(
            f"UPDATE report SET {column} = (SELECT min(at) FROM \"update\" WHERE report_id = report.id AND state IN ({states})) "
            f"WHERE state IN ({states})"
        )
    with op.batch_alter_table('report') as batch_op:
        batch_op.alter_column('filed_at', existing_type=MOMENT, nullable=False)
        batch_op.create_index(batch_op.f('ix_report_body_id'), ['body_id'], unique=False)
        batch_op.create_index('ix_report_filed', ['city', 'filed_at', 'category', 'area', 'body_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_report_incident_id'), ['incident_id'], unique=False)
        batch_op.create_index('ix_report_not_done', ['city', 'filed_at', 'category', 'area', 'body_id', 'acknowledged_at', 'dangerous', 'incident_id', 'id'], unique=False, sqlite_where=NOT_DONE, postgresql_where=NOT_DONE)
        batch_op.create_index('ix_report_resolved', ['resolved_at'], unique=False, sqlite_where=RESOLVED, postgresql_where=RESOLVED)
        batch_op.create_unique_constraint(batch_op.f('uq_report_city_tag'), ['city', 'tag'])
        batch_op.create_foreign_key(batch_op.f('fk_report_incident_id_incident'), 'incident', ['incident_id'], ['id'])
        batch_op.create_foreign_key(batch_op.f('fk_report_assigned_to_official'), 'official', ['assigned_to'], ['id'])
        batch_op.create_foreign_key(batch_op.f('fk_report_body_id_body'), 'body', ['body_id'], ['id'])

    with op.batch_alter_table('update') as batch_op:
        batch_op.add_column(sa.Column('notice', sa.String(), nullable=True))
        batch_op.add_column(sa.Column('sent_as', NUMBER, nullable=True))
        batch_op.create_index('ix_update_received', ['at'], unique=False, sqlite_where=OPENED, postgresql_where=OPENED)
        batch_op.create_index('ix_update_notice', ['notice'], unique=False, sqlite_where=TOLD, postgresql_where=TOLD)



def downgrade() -> None:
    with op.batch_alter_table('update') as batch_op:
        batch_op.drop_index('ix_update_received', sqlite_where=OPENED, postgresql_where=OPENED)
        batch_op.drop_index('ix_update_notice', sqlite_where=TOLD, postgresql_where=TOLD)
        batch_op.drop_column('sent_as')
        batch_op.drop_column('notice')

    with op.batch_alter_table('report') as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_report_body_id_body'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('fk_report_assigned_to_official'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('fk_report_incident_id_incident'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('uq_report_city_tag'), type_='unique')
        batch_op.drop_index('ix_report_resolved', sqlite_where=RESOLVED, postgresql_where=RESOLVED)
        batch_op.drop_index('ix_report_not_done', sqlite_where=NOT_DONE, postgresql_where=NOT_DONE)
        batch_op.drop_index(batch_op.f('ix_report_incident_id'))
        batch_op.drop_index('ix_report_filed')
        batch_op.drop_index(batch_op.f('ix_report_body_id'))
        batch_op.drop_column('fixed_asked_at')
        batch_op.drop_column('incident_id')
        batch_op.drop_column('assigned_to')
        batch_op.drop_column('body_id')
        batch_op.drop_column('tag')
        batch_op.drop_column('resolved_at')
        batch_op.drop_column('acknowledged_at')
        batch_op.drop_column('filed_at')

    with op.batch_alter_table('contact') as batch_op:
        batch_op.drop_index('ix_contact_no_notices', sqlite_where=NO_NOTICES, postgresql_where=NO_NOTICES)
        batch_op.drop_index('ix_contact_stopped', sqlite_where=STOPPED, postgresql_where=STOPPED)
        batch_op.drop_column('notices_stopped_at')

    op.drop_index('ix_run_ended', 'run')
    op.drop_index('ix_message_lost', 'message', sqlite_where=LOST, postgresql_where=LOST)
    op.drop_index('ix_message_day', 'message')

    with op.batch_alter_table('digest') as batch_op:
        batch_op.drop_index(batch_op.f('ix_digest_subscription_id'))

    op.drop_table('digest')
    with op.batch_alter_table('alert') as batch_op:
        batch_op.drop_index(batch_op.f('ix_alert_official_id'))
        batch_op.drop_index(batch_op.f('ix_alert_incident_id'))

    op.drop_table('alert')
    with op.batch_alter_table('subscription') as batch_op:
        batch_op.drop_index(batch_op.f('ix_subscription_official_id'))
        batch_op.drop_index('ix_subscription_due', sqlite_where=sa.text('ended_at IS NULL'), postgresql_where=sa.text('ended_at IS NULL'))

    op.drop_table('subscription')
    with op.batch_alter_table('sign_in') as batch_op:
        batch_op.drop_index(batch_op.f('ix_sign_in_official_id'))

    op.drop_table('sign_in')
    with op.batch_alter_table('incident') as batch_op:
        batch_op.drop_index('ix_incident_waiting', sqlite_where=sa.text("state = 'open'"), postgresql_where=sa.text("state = 'open'"))
        batch_op.drop_index(batch_op.f('ix_incident_city'))

    op.drop_table('incident')
    with op.batch_alter_table('enrolment') as batch_op:
        batch_op.drop_index(batch_op.f('ix_enrolment_official_id'))
        batch_op.drop_index(batch_op.f('ix_enrolment_contact_id'))

    op.drop_table('enrolment')
    with op.batch_alter_table('duty') as batch_op:
        batch_op.drop_index(batch_op.f('ix_duty_official_id'))
        batch_op.drop_index(batch_op.f('ix_duty_body_id'))

    op.drop_table('duty')
    with op.batch_alter_table('route') as batch_op:
        batch_op.drop_index(batch_op.f('ix_route_body_id'))

    op.drop_table('route')
    with op.batch_alter_table('official') as batch_op:
        batch_op.drop_index(batch_op.f('ix_official_body_id'))

    op.drop_table('official')
    op.drop_table('body')
