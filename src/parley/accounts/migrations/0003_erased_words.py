from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_readers_sign_in'),
    ]

    operations = [
        migrations.AddField(
            model_name='suppression',
            name='words_removed',
            field=models.BooleanField(default=True, help_text='The words went too; so they do again when a backup brings them back.'),
        ),
    ]
