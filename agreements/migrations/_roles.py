"""The groups of agreements.roles, made anew by every migration that adds what roles may do; no migration by itself."""

from django.contrib.auth.management import create_permissions

from agreements.roles import Role, permissions


LABELS = ("auth", "agreements", "axes", "otp_totp")


def make_groups(apps, schema_editor):
    """Make the groups; their permissions are normally made only after all migrations have run.

    A migration that does not depend on another application's does not know it: what roles may do there comes later.
    """
    labels = [label for label in LABELS if label in apps.app_configs]
    for label in labels:
        config = apps.get_app_config(label)
        config.models_module = True
        create_permissions(config, apps=apps, using=schema_editor.connection.alias, verbosity=0)
        config.models_module = None
    group_model = apps.get_model("auth", "Group")
    permission_model = apps.get_model("auth", "Permission")
    for role in Role:
        group, _ = group_model.objects.get_or_create(name=role.value)
        found = permission_model.objects.filter(codename__in=permissions(role), content_type__app_label__in=labels)
        group.permissions.set(found)
