"""What the API says of a row; each name is that of the record, each reference a public name."""

from agreements.models import Assessment, Evidence

Answer = dict[str, object]


def evidence_answer(row: Evidence) -> Answer:
    """Return a piece of evidence with its citations and the clauses it bears on."""
    citations = row.citations.select_related("source", "claimant").order_by("position", "pk")
    links = row.links.select_related("clause__agreement", "party").order_by("position", "pk")
    return {
        "key": row.key,
        "state": row.state,
        "state_reason": row.state_reason,
        "occurred": row.occurred.edtf,
        "place": row.place,
        "summary": row.summary,
        "note": row.note,
        "citations": [
            {
                "source": citation.source.key,
                "title": citation.source.title,
                "locator": citation.locator,
                "stance": citation.stance,
                "claimant": citation.claimant.slug if citation.claimant else None,
            }
            for citation in citations
        ],
        "links": [
            {
                "clause": f"{link.clause.agreement.slug}/{link.clause.number}",
                "direction": link.direction,
                "party": link.party.slug if link.party else None,
            }
            for link in links
        ],
    }


def assessment_answer(row: Assessment) -> Answer:
    """Return an assessment with the evidence it cites."""
    return {
        "key": row.key,
        "state": row.state,
        "state_reason": row.state_reason,
        "clause": f"{row.clause.agreement.slug}/{row.clause.number}",
        "party": row.party.slug if row.party else None,
        "effective_on": row.effective_on,
        "performance": row.performance,
        "correspondence": row.correspondence,
        "confidence": row.confidence,
        "rationale": row.rationale,
        "limits": row.limits,
        "method_version": row.method_version,
        "cited": sorted(row.cited.values_list("key", flat=True)),
        "decided_at": row.decided_at,
    }
