"""An article's file says how often what stands around its conversation changed."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("materializer", "0001_initial"),)

    operations = (
        migrations.AddField(
            model_name="output",
            name="frame_wanted",
            field=models.PositiveIntegerField(
                default=1, help_text="Raised by each change of what stands around a conversation in the file."
            ),
        ),
        migrations.AlterField(
            model_name="fragment",
            name="key",
            field=models.CharField(help_text="'comment:12', 'article:3', 'frame:3'.", max_length=80, unique=True),
        ),
    )
