from datetime import datetime, timezone

from django.db import migrations, models


def add_books(apps, schema_editor):
    if schema_editor.connection.alias != "default":
        return
    book = apps.get_model("shelf", "Book")
    for number, title in enumerate(("Emma", "Faust", "Ulysses"), start=1):
        made = book.objects.create(title=title, pages=100 * number, price="9.90")
        book.objects.filter(pk=made.pk).update(added=datetime(2024, 1, number, 12, tzinfo=timezone.utc))


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.CreateModel(
            name="Book",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("title", models.CharField(max_length=200)),
                ("pages", models.PositiveIntegerField()),
                ("price", models.DecimalField(decimal_places=2, max_digits=6)),
                ("added", models.DateTimeField(auto_now_add=True)),
            ],
            options={"ordering": ["pk"]},
        ),
        migrations.RunPython(add_books, migrations.RunPython.noop),
    ]
