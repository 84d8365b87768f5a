from django.conf import settings
from django.db import migrations, models
import django.db.models.deletion


class Migration(migrations.Migration):
    dependencies = [
        ("conversation", "0003_spent_challenges"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="thread",
            name="published_at",
            field=models.DateTimeField(
                blank=True, help_text="When what it is about appeared, if known.", null=True
            ),
        ),
        migrations.AddField(
            model_name="comment",
            name="author_linked",
            field=models.BooleanField(
                default=True,
                help_text="In public the name leads to author_url; not while no moderator knows its writer.",
            ),
        ),
        migrations.CreateModel(
            name="PublisherRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "rule",
                    models.CharField(
                        help_text="A name of spamfilter.Policy, such as 'banned_words'.", max_length=40
                    ),
                ),
                ("values", models.JSONField(help_text="The lines of a list; [number]; [true] for a switch.")),
                ("switched_on_at", models.DateTimeField()),
                ("switched_off_at", models.DateTimeField(blank=True, null=True)),
                (
                    "switched_off_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "switched_on_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={"ordering": ("-pk",)},
        ),
    ]
