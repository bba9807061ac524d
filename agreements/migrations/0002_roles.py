"""One group per role, with the permissions of agreements.roles."""

from django.db import migrations

from agreements.migrations._roles import make_groups


class Migration(migrations.Migration):

    dependencies = [
        ("agreements", "0001_record"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(make_groups, migrations.RunPython.noop)]
