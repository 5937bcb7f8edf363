import django.db.models.deletion
import django.utils.timezone
import django_fsm
import viewflow.workflow.fields
import viewflow.workflow.token
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('contenttypes', '0002_remove_content_type_name'),
        ('registry', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ConsumerLease',
            fields=[
                ('consumer', models.CharField(max_length=80, primary_key=True, serialize=False)),
                ('holder', models.CharField(default='', max_length=80)),
                ('until', models.DateTimeField()),
                ('working_on', models.BigIntegerField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='BulkJob',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.UUIDField(unique=True)),
                ('process_code', models.CharField(max_length=40)),
                ('transition', models.CharField(max_length=40)),
                ('inputs', models.JSONField(default=dict)),
                ('created_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('total', models.PositiveIntegerField(default=0)),
                ('asked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('company', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.company')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Case',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=40)),
                ('process_code', models.CharField(max_length=40)),
                ('process_version', models.PositiveIntegerField(default=1)),
                ('state', django_fsm.FSMField(max_length=40, protected=True)),
                ('state_since', models.DateTimeField()),
                ('version', models.PositiveIntegerField(default=1)),
                ('seq', models.PositiveIntegerField(default=0)),
                ('head_hash', models.CharField(default='', max_length=64)),
                ('subject', models.CharField(max_length=240)),
                ('search', models.TextField(default='')),
                ('doers', models.JSONField(default=dict)),
                ('opened_at', models.DateTimeField()),
                ('opened_command', models.UUIDField()),
                ('closed_at', models.DateTimeField(null=True)),
                ('is_followed', models.BooleanField(default=False)),
                ('company', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.company')),
                ('customer', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='cases', to='registry.customer')),
                ('opened_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='BulkResult',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('expected_version', models.PositiveIntegerField(null=True)),
                ('status', models.CharField(default='waiting', max_length=10)),
                ('reasons', models.JSONField(default=list)),
                ('company', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.company')),
                ('job', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='results', to='cases.bulkjob')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.case')),
            ],
        ),
        migrations.CreateModel(
            name='CaseEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('seq', models.PositiveIntegerField()),
                ('kind', models.CharField(max_length=80)),
                ('actor_name', models.CharField(max_length=120)),
                ('origin', models.CharField(max_length=12)),
                ('occurred_at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField()),
                ('body', models.TextField()),
                ('hash', models.CharField(max_length=64)),
                ('transition', models.CharField(default='', max_length=40)),
                ('from_state', models.CharField(default='', max_length=40)),
                ('to_state', models.CharField(default='', max_length=40)),
                ('process_version', models.PositiveIntegerField(default=1)),
                ('command_id', models.UUIDField(null=True)),
                ('acting_for', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('actor', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='events', to='cases.case')),
                ('company', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.company')),
            ],
        ),
        migrations.CreateModel(
            name='CaseLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(default='concerns', max_length=20)),
                ('created_at', models.DateTimeField()),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='links', to='cases.case')),
                ('company', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.company')),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('other', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='linked_from', to='cases.case')),
            ],
        ),
        migrations.CreateModel(
            name='Deadline',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('clock', models.CharField(max_length=40)),
                ('state', models.CharField(max_length=40)),
                ('status', django_fsm.FSMField(default='running', max_length=10, protected=True)),
                ('started_on', models.DateField()),
                ('due_on', models.DateField()),
                ('due_at', models.DateTimeField()),
                ('derivation', models.JSONField(default=list)),
                ('extensions', models.JSONField(default=list)),
                ('reminded', models.JSONField(default=list)),
                ('next_action_at', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='deadlines', to='cases.case')),
                ('company', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.company')),
            ],
        ),
        migrations.CreateModel(
            name='Dispatch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('consumer', models.CharField(max_length=80)),
                ('topic', models.CharField(max_length=100)),
                ('ordering_key', models.CharField(max_length=80)),
                ('payload', models.JSONField(default=dict)),
                ('source', models.CharField(max_length=80)),
                ('status', django_fsm.FSMField(default='waiting', max_length=10, protected=True)),
                ('attempts', models.PositiveIntegerField(default=0)),
                ('created_at', models.DateTimeField()),
                ('next_try_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('trouble', models.CharField(default='', max_length=20)),
                ('last_error', models.TextField(default='')),
                ('prepared', models.JSONField(null=True)),
                ('result', models.JSONField(default=dict)),
                ('dropped_reason', models.TextField(default='')),
                ('company', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.company')),
                ('event', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='dispatches', to='cases.caseevent')),
            ],
        ),
        migrations.CreateModel(
            name='Follow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', models.DateTimeField()),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='followers', to='cases.case')),
                ('company', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.company')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='followed', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Hold',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('covers', models.JSONField(default=list)),
                ('reason', models.TextField()),
                ('placed_at', models.DateTimeField()),
                ('from_on', models.DateField()),
                ('until_on', models.DateField(null=True)),
                ('status', django_fsm.FSMField(default='active', max_length=10, protected=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('ended_on', models.DateField(null=True)),
                ('ended_reason', models.TextField(default='')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='holds', to='cases.case')),
                ('company', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.company')),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Mention',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('read_at', models.DateTimeField(null=True)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='mentions', to='cases.case')),
                ('company', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.company')),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='mentions', to='cases.caseevent')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='mentions', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=40)),
                ('source', models.CharField(max_length=80)),
                ('params', models.JSONField(default=dict)),
                ('created_at', models.DateTimeField()),
                ('read_at', models.DateTimeField(null=True)),
                ('case', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='notices', to='cases.case')),
                ('company', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.company')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notices', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='PersonalValue',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('field', models.CharField(max_length=60)),
                ('salt', models.CharField(max_length=32)),
                ('value', models.TextField()),
                ('company', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.company')),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='personal_values', to='cases.caseevent')),
            ],
        ),
        migrations.CreateModel(
            name='PolicyVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('process_code', models.CharField(max_length=40)),
                ('kind', models.CharField(max_length=20)),
                ('code', models.CharField(max_length=60)),
                ('version', models.PositiveIntegerField()),
                ('status', models.CharField(choices=[('draft', 'draft'), ('published', 'published')], default='draft', max_length=10)),
                ('valid_from', models.DateField(null=True)),
                ('content', models.JSONField()),
                ('note', models.TextField(default='')),
                ('changed_at', models.DateTimeField()),
                ('published_at', models.DateTimeField(null=True)),
                ('changed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('company', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='policies', to='registry.company')),
                ('published_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='SavedView',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80)),
                ('query', models.JSONField(default=dict)),
                ('is_shared', models.BooleanField(default=False)),
                ('company', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.company')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='saved_views', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='StageRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('flow_class', viewflow.workflow.fields.FlowReferenceField(max_length=250, verbose_name='Flow')),
                ('status', models.CharField(choices=[('CANCELED', 'Canceled'), ('DONE', 'Done'), ('NEW', 'New')], default='NEW', max_length=50, verbose_name='Status')),
                ('created', models.DateTimeField(default=django.utils.timezone.now, verbose_name='Created')),
                ('finished', models.DateTimeField(blank=True, null=True, verbose_name='Finished')),
                ('state', models.CharField(max_length=40)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='stage_runs', to='cases.case')),
            ],
            options={
                'default_permissions': ('manage',),
            },
        ),
        migrations.CreateModel(
            name='StageTask',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('flow_task', viewflow.workflow.fields.TaskReferenceField(max_length=255, verbose_name='Task')),
                ('flow_task_type', models.CharField(max_length=50, verbose_name='Type')),
                ('status', models.CharField(choices=[('ASSIGNED', 'Assigned'), ('CANCELED', 'Canceled'), ('DONE', 'Done'), ('ERROR', 'Error'), ('NEW', 'New'), ('REVIVED', 'Revived'), ('SCHEDULED', 'Scheduled'), ('STARTED', 'Started')], db_index=True, default='NEW', max_length=50, verbose_name='Status')),
                ('created', models.DateTimeField(db_index=True, default=django.utils.timezone.now, verbose_name='Created')),
                ('assigned', models.DateTimeField(blank=True, null=True, verbose_name='Assigned')),
                ('started', models.DateTimeField(blank=True, null=True, verbose_name='Started')),
                ('finished', models.DateTimeField(blank=True, null=True, verbose_name='Finished')),
                ('scheduled', models.DateTimeField(blank=True, db_index=True, null=True, verbose_name='Scheduled')),
                ('token', viewflow.workflow.fields.TokenField(default=viewflow.workflow.token.Token('start'), max_length=150, verbose_name='Token')),
                ('external_task_id', models.CharField(blank=True, db_index=True, max_length=50, null=True, verbose_name='External Task ID')),
                ('owner_permission', models.CharField(blank=True, max_length=255, null=True, verbose_name='Permission')),
                ('owner_permission_obj_pk', models.CharField(blank=True, max_length=255, null=True)),
                ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL, verbose_name='Owner')),
                ('owner_permission_content_type', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, to='contenttypes.contenttype')),
                ('previous', models.ManyToManyField(related_name='leading', to='cases.stagetask', verbose_name='Previous')),
                ('process', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='task_set', to='cases.stagerun')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Substitution',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('process_codes', models.JSONField(default=list)),
                ('from_on', models.DateField()),
                ('to_on', models.DateField()),
                ('reason', models.CharField(default='', max_length=200)),
                ('created_at', models.DateTimeField()),
                ('revoked_at', models.DateTimeField(null=True)),
                ('absent', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='substituted_by', to=settings.AUTH_USER_MODEL)),
                ('company', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.company')),
                ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('revoked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('substitute', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='substitutes_for', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='WorkItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('process_code', models.CharField(max_length=40)),
                ('state', models.CharField(max_length=40)),
                ('step', models.CharField(default='', max_length=60)),
                ('duty', models.CharField(max_length=100)),
                ('queue', models.CharField(default='', max_length=100)),
                ('status', models.CharField(choices=[('open', 'open'), ('taken', 'taken'), ('done', 'done'), ('cancelled', 'cancelled')], default='open', max_length=10)),
                ('candidates', models.TextField(blank=True, default='')),
                ('needed', models.PositiveSmallIntegerField(default=1)),
                ('opened_at', models.DateTimeField()),
                ('taken_at', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('due_at', models.DateTimeField(null=True)),
                ('follow_up_on', models.DateField(null=True)),
                ('outcome', models.CharField(default='', max_length=20)),
                ('reason', models.TextField(default='')),
                ('acting_for', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('assignee', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='work_items', to=settings.AUTH_USER_MODEL)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='work_items', to='cases.case')),
                ('company', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.company')),
                ('stage_task', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='work_items', to='cases.stagetask')),
            ],
        ),
        migrations.CreateModel(
            name='Absence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('from_on', models.DateField()),
                ('to_on', models.DateField()),
                ('reason', models.CharField(default='', max_length=200)),
                ('company', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.company')),
                ('entered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='absences', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('to_on__gte', models.F('from_on'))), name='absence_ends_after_start')],
            },
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(fields=['company', 'process_code', 'state', '-id'], name='case_by_state'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(fields=['company', '-opened_at'], name='case_by_age'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(fields=['customer', '-id'], name='case_by_customer'),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.UniqueConstraint(fields=('company', 'number'), name='case_number_once'),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.UniqueConstraint(fields=('company', 'opened_command'), name='case_opened_once'),
        ),
        migrations.AddIndex(
            model_name='bulkresult',
            index=models.Index(fields=['job', 'status', 'id'], name='bulk_waiting'),
        ),
        migrations.AddConstraint(
            model_name='bulkresult',
            constraint=models.UniqueConstraint(fields=('job', 'case'), name='bulk_result_once'),
        ),
        migrations.AddIndex(
            model_name='caseevent',
            index=models.Index(fields=['company', 'recorded_at'], name='event_by_day'),
        ),
        migrations.AddConstraint(
            model_name='caseevent',
            constraint=models.UniqueConstraint(fields=('case', 'seq'), name='event_seq_once'),
        ),
        migrations.AddConstraint(
            model_name='caseevent',
            constraint=models.UniqueConstraint(condition=models.Q(('command_id__isnull', False)), fields=('case', 'command_id'), name='event_command_once'),
        ),
        migrations.AddConstraint(
            model_name='caselink',
            constraint=models.UniqueConstraint(fields=('case', 'other', 'kind'), name='case_link_once'),
        ),
        migrations.AddConstraint(
            model_name='caselink',
            constraint=models.CheckConstraint(condition=models.Q(('case', models.F('other')), _negated=True), name='case_link_to_another'),
        ),
        migrations.AddIndex(
            model_name='deadline',
            index=models.Index(condition=models.Q(('next_action_at__isnull', False)), fields=['next_action_at'], name='deadline_due'),
        ),
        migrations.AddConstraint(
            model_name='deadline',
            constraint=models.UniqueConstraint(condition=models.Q(('status__in', ['running', 'paused'])), fields=('case', 'clock'), name='one_running_deadline_per_clock'),
        ),
        migrations.AddIndex(
            model_name='dispatch',
            index=models.Index(condition=models.Q(('status__in', ['waiting', 'parked'])), fields=['consumer', 'id'], name='dispatch_pending'),
        ),
        migrations.AddIndex(
            model_name='dispatch',
            index=models.Index(condition=models.Q(('attempts__gt', 0), ('status__in', ['waiting', 'parked'])), fields=['consumer', 'ordering_key', 'id'], name='dispatch_troubled'),
        ),
        migrations.AddIndex(
            model_name='dispatch',
            index=models.Index(fields=['company', 'status', '-id'], name='dispatch_page'),
        ),
        migrations.AddConstraint(
            model_name='dispatch',
            constraint=models.UniqueConstraint(fields=('source', 'consumer'), name='dispatch_once'),
        ),
        migrations.AddConstraint(
            model_name='follow',
            constraint=models.UniqueConstraint(fields=('case', 'user'), name='follow_once'),
        ),
        migrations.AddIndex(
            model_name='hold',
            index=models.Index(condition=models.Q(('status', 'active')), fields=['until_on'], name='hold_ending'),
        ),
        migrations.AddIndex(
            model_name='hold',
            index=models.Index(fields=['case', 'status'], name='hold_of_case'),
        ),
        migrations.AddIndex(
            model_name='mention',
            index=models.Index(condition=models.Q(('read_at__isnull', True)), fields=['company', 'user', '-id'], name='mention_unread'),
        ),
        migrations.AddConstraint(
            model_name='mention',
            constraint=models.UniqueConstraint(fields=('event', 'user'), name='mention_once'),
        ),
        migrations.AddIndex(
            model_name='notice',
            index=models.Index(fields=['company', 'user', '-id'], name='notice_of'),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.UniqueConstraint(fields=('user', 'source'), name='notice_once'),
        ),
        migrations.AddConstraint(
            model_name='personalvalue',
            constraint=models.UniqueConstraint(fields=('event', 'field'), name='personal_value_once'),
        ),
        migrations.AddConstraint(
            model_name='policyversion',
            constraint=models.UniqueConstraint(condition=models.Q(('company__isnull', False)), fields=('company', 'process_code', 'kind', 'code', 'version'), name='company_policy_version_once'),
        ),
        migrations.AddConstraint(
            model_name='policyversion',
            constraint=models.UniqueConstraint(condition=models.Q(('company__isnull', True)), fields=('process_code', 'kind', 'code', 'version'), name='factory_policy_version_once'),
        ),
        migrations.AddConstraint(
            model_name='policyversion',
            constraint=models.CheckConstraint(condition=models.Q(('status', 'draft'), models.Q(('published_at__isnull', False), ('valid_from__isnull', False)), _connector='OR'), name='published_policy_has_a_day'),
        ),
        migrations.AddConstraint(
            model_name='savedview',
            constraint=models.UniqueConstraint(fields=('company', 'user', 'name'), name='saved_view_once'),
        ),
        migrations.AddConstraint(
            model_name='stagerun',
            constraint=models.UniqueConstraint(condition=models.Q(('status__in', ['DONE', 'CANCELED']), _negated=True), fields=('case',), name='one_open_stage_per_case'),
        ),
        migrations.AddIndex(
            model_name='substitution',
            index=models.Index(fields=['company', 'substitute', 'to_on'], name='substitution_of'),
        ),
        migrations.AddConstraint(
            model_name='substitution',
            constraint=models.CheckConstraint(condition=models.Q(('absent', models.F('substitute')), _negated=True), name='substitute_is_another'),
        ),
        migrations.AddConstraint(
            model_name='substitution',
            constraint=models.CheckConstraint(condition=models.Q(('to_on__gte', models.F('from_on'))), name='substitution_ends_after_start'),
        ),
        migrations.AddIndex(
            model_name='workitem',
            index=models.Index(condition=models.Q(('follow_up_on__isnull', True), ('status', 'open')), fields=['company', 'queue', 'due_at', 'id'], name='work_queue'),
        ),
        migrations.AddIndex(
            model_name='workitem',
            index=models.Index(condition=models.Q(('follow_up_on__isnull', False), ('status', 'open')), fields=['company', 'queue', 'follow_up_on'], name='work_put_off'),
        ),
        migrations.AddIndex(
            model_name='workitem',
            index=models.Index(condition=models.Q(('status', 'taken')), fields=['company', 'assignee', 'due_at', 'id'], name='work_mine'),
        ),
        migrations.AddIndex(
            model_name='workitem',
            index=models.Index(fields=['case', 'status'], name='work_of_case'),
        ),
        migrations.AddConstraint(
            model_name='workitem',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status', 'taken'), _negated=True), ('assignee__isnull', False), _connector='OR'), name='work_taken_by_somebody'),
        ),
    ]
