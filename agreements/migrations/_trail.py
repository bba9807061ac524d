"""The audit trail of a record that was kept before there was one; no migration by itself."""

from collections import defaultdict

from agreements.models.audit import GENESIS, content_digest, seal

AT_A_TIME = 1000
PREFIX = "historical"


def seal_history(apps, schema_editor):
    """Chain every version that the history holds, table by table in their order."""
    entry_model = apps.get_model("agreements", "AuditEntry")
    sequence, digest, entries = 0, GENESIS, []
    for model, versions in _histories(apps):
        sets = _sets(apps, model)
        for version in versions.select_related("history_user").order_by("history_id").iterator(AT_A_TIME):
            sequence += 1
            entry = entry_model(
                sequence=sequence,
                at=version.history_date,
                by=version.history_user.username if version.history_user else "",
                account=version.history_user_id,
                model=model._meta.model_name,
                row=version.id,
                version=version.history_id,
                kind=version.history_type,
                reason=version.history_change_reason or "",
                content=content_digest(version, model, {name: found[version.pk] for name, found in sets.items()}),
            )
            digest = entry.digest = seal(entry, digest)
            entries.append(entry)
            if len(entries) == AT_A_TIME:
                entry_model.objects.bulk_create(entries)
                entries.clear()
    entry_model.objects.bulk_create(entries)


def _histories(apps):
    """Yield every model whose history is kept, with its versions, in the order of their names."""
    found = {model._meta.model_name: model for model in apps.get_app_config("agreements").get_models()}
    for name in sorted(found):
        if PREFIX + name in found:
            yield found[name], found[PREFIX + name].objects


def _sets(apps, model):
    """Return what each version of a model was related to: by column and version, the keys of the other rows."""
    sets = {}
    for field in model._meta.many_to_many:
        rows = apps.get_model("agreements", f"{PREFIX}{model._meta.model_name}_{field.name}").objects
        sets[field.name] = defaultdict(list)
        for version, other in rows.values_list("history_id", f"{field.m2m_reverse_field_name()}_id"):
            sets[field.name][version].append(other)
    return sets
