from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('conversation', '0002_lessons'),
    ]

    operations = [
        migrations.CreateModel(
            name='SpentChallenge',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('challenge', models.CharField(max_length=64, unique=True)),
                ('submission_key', models.CharField(help_text='The submission that it was accepted for.', max_length=64)),
                ('expires_at', models.DateTimeField(db_index=True, help_text='After that nobody can answer it, and it is deleted.')),
            ],
        ),
        migrations.AddIndex(
            model_name='comment',
            index=models.Index(fields=['received_at'], name='conversation_by_arrival'),
        ),
    ]
