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
    )
