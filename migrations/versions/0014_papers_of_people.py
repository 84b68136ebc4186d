"""courses, documents, consents, special needs and files of people

Revision 0014.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0014'
down_revision = '0013'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('consents',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('personal_data', 'photo', 'special_needs', name='consentkind', native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column('given_on', sa.Date(), nullable=False),
    sa.Column('valid_to', sa.Date(), nullable=True),
    sa.Column('withdrawn_on', sa.Date(), nullable=True),
    sa.Column('document', sa.String(length=250), nullable=True),
    sa.Column('student_id', sa.Integer(), nullable=True),
    sa.Column('guardian_id', sa.Integer(), nullable=True),
    sa.Column('staff_id', sa.Integer(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint('(CASE WHEN student_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN guardian_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN staff_id IS NULL THEN 0 ELSE 1 END) = 1', name=op.f('ck_consents_one_person')),
    sa.ForeignKeyConstraint(['guardian_id'], ['guardians.id'], name=op.f('fk_consents_guardian_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_consents_staff_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['student_id'], ['students.id'], name=op.f('fk_consents_student_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_consents'))
    )
    op.create_index('ix_consents_guardian_id', 'consents', ['guardian_id'])
    op.create_index('ix_consents_staff_id', 'consents', ['staff_id'])
    op.create_index('ix_consents_student_id', 'consents', ['student_id'])

    op.create_table('staff_courses',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('staff_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=250), nullable=False),
    sa.Column('hours', sa.Integer(), nullable=False),
    sa.Column('finished_on', sa.Date(), nullable=False),
    sa.Column('document', sa.String(length=120), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint('hours > 0', name=op.f('ck_staff_courses_some_hours')),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_staff_courses_staff_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_staff_courses'))
    )
    op.create_index('ix_staff_courses_staff_id', 'staff_courses', ['staff_id'])

    op.create_table('student_documents',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('student_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('passport', 'birth_certificate', 'foreign_passport', 'other', name='documentkind', native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column('series', sa.String(length=20), nullable=True),
    sa.Column('number', sa.String(length=30), nullable=False),
    sa.Column('issued_by', sa.String(length=250), nullable=True),
    sa.Column('issued_on', sa.Date(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['student_id'], ['students.id'], name=op.f('fk_student_documents_student_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_student_documents'))
    )
    op.create_index('ix_student_documents_student_id', 'student_documents', ['student_id'])

    op.create_table('student_needs',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('student_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('disability', 'limited_health', 'conditions', name='specialneed', native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column('basis', sa.String(length=250), nullable=True),
    sa.Column('valid_to', sa.Date(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['student_id'], ['students.id'], name=op.f('fk_student_needs_student_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_student_needs'))
    )
    op.create_index('ix_student_needs_student_id', 'student_needs', ['student_id'])

    op.create_table('person_files',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=120), nullable=False),
    sa.Column('kind', sa.Enum('identity', 'education', 'contract', 'consent', 'application', 'other', name='paperkind', native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column('file_name', sa.String(length=200), nullable=False),
    sa.Column('media_type', sa.String(length=40), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.Column('attached_by_id', sa.Integer(), nullable=False),
    sa.Column('attached_at', sa.DateTime(), nullable=False),
    sa.Column('student_id', sa.Integer(), nullable=True),
    sa.Column('guardian_id', sa.Integer(), nullable=True),
    sa.Column('staff_id', sa.Integer(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint('(CASE WHEN student_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN guardian_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN staff_id IS NULL THEN 0 ELSE 1 END) = 1', name=op.f('ck_person_files_one_person')),
    sa.CheckConstraint('size > 0', name=op.f('ck_person_files_not_empty')),
    sa.ForeignKeyConstraint(['attached_by_id'], ['accounts.id'], name=op.f('fk_person_files_attached_by_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['guardian_id'], ['guardians.id'], name=op.f('fk_person_files_guardian_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_person_files_staff_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['student_id'], ['students.id'], name=op.f('fk_person_files_student_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_person_files'))
    )
    op.create_index('ix_person_files_guardian_id', 'person_files', ['guardian_id'])
    op.create_index('ix_person_files_staff_id', 'person_files', ['staff_id'])
    op.create_index('ix_person_files_student_id', 'person_files', ['student_id'])

    with op.batch_alter_table('staff') as batch:
        batch.add_column(sa.Column('category_on', sa.Date(), nullable=True))
        batch.add_column(sa.Column('contract_from', sa.Date(), nullable=True))
        batch.add_column(sa.Column('contract_to', sa.Date(), nullable=True))



def downgrade() -> None:
    with op.batch_alter_table("staff") as batch:
        batch.drop_column("contract_to")
        batch.drop_column("contract_from")
        batch.drop_column("category_on")
    for table in (
        "person_files",
        "student_needs",
        "student_documents",
        "staff_courses",
        "consents",
    ):
        op.drop_table(table)
