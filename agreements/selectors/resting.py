"""What rests on a part of a row, so that taking the part out would leave it without what it speaks of."""

from collections.abc import Iterable

from django.db.models import Model

from agreements.models import Assessment, ClauseRole, EvidenceLink, Party

NAMED = 5
"""So many of what rests on a part are named; more are counted."""


def resting_on(part: Model) -> tuple[str, ...]:
    """Return what would be orphaned if a part were taken out, each in words."""
    match part:
        case Party():
            roles = ClauseRole.objects.filter(clause__agreement=part.agreement_id, actor=part.actor_id)
            return _named("clause", roles.order_by("clause__position", "pk").values_list("clause__number", flat=True))
        case ClauseRole() if not _has_another_role(part):
            on_party = {"clause": part.clause_id, "party": part.actor_id}
            assessments = Assessment.objects.filter(**on_party).order_by("pk").values_list("key", flat=True)
            links = EvidenceLink.objects.filter(**on_party).order_by("pk").values_list("evidence__key", flat=True)
            return (*_named("assessment", assessments), *_named("evidence", links))
        case _:
            return ()


def _has_another_role(part: ClauseRole) -> bool:
    """Return whether the actor would still be named by the clause."""
    return ClauseRole.objects.filter(clause=part.clause_id, actor=part.actor_id).exclude(pk=part.pk).exists()


def _named(what: str, names: Iterable[str]) -> tuple[str, ...]:
    """Return names with what they are names of, the first few of many."""
    found = list(dict.fromkeys(names))
    more = (f"{len(found) - NAMED} more",) if len(found) > NAMED else ()
    return (*(f"{what} {name}" for name in found[:NAMED]), *more)
