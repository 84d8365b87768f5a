"""The queues of the console, and how many comments each holds, without reading every comment."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("conversation", "0007_people")]

    operations = [
        migrations.AddIndex(
            "comment",
            models.Index(fields=["status", "-received_at", "-id"], name="conversation_by_status"),
        ),
    ]
