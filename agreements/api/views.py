"""What the API answers: a request is parsed, one operation or query is called, and its outcome is told."""

from abc import abstractmethod
from collections.abc import Collection, Mapping
from typing import ClassVar

from django.db.models import Manager, Model
from django.http import Http404
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import AllowAny, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse
from rest_framework.views import APIView

from agreements import operations
from agreements.api.bodies import StepBody
from agreements.api.representations import Answer, assessment_answer, evidence_answer
from agreements.choices import AssessmentState, EvidenceState
from agreements.models import Assessment, Evidence


class ApiView(APIView):
    """What all answers share: who asks often with what does not work waits, and answers to tokens are not stored."""

    http_method_names = ("get", "head", "post")

    def perform_authentication(self, request: Request) -> None:
        """Find out who asks; a token that does not work counts by the address it comes from."""
        try:
            super().perform_authentication(request)
        except AuthenticationFailed:
            self.check_throttles(request)
            raise

    def finalize_response(self, request: Request, response: Response, *args: object, **options: object) -> Response:
        """Return the answer with what caches are told."""
        response = super().finalize_response(request, response, *args, **options)
        response["Cache-Control"] = "no-store"
        patch_vary_headers(response, ["Authorization"])
        return response


class IndexView(ApiView):
    """What there is."""

    permission_classes = (AllowAny,)

    def get(self, request: Request) -> Response:
        """Return the addresses, with the steps that can be taken."""
        root = reverse("api:index", request=request)
        return Response(
            {
                "account": reverse("api:account", request=request),
                "evidence": f"{root}evidence/{{key}}/",
                "evidence_steps": [f"{root}evidence/{{key}}/{_dashed(name)}/" for name in operations.EVIDENCE_TAKES],
                "assessments": f"{root}assessments/{{key}}/",
                "assessment_steps": [
                    f"{root}assessments/{{key}}/{_dashed(name)}/" for name in operations.ASSESSMENT_TAKES
                ],
            }
        )


class NothingView(ApiView):
    """Every address under the API that leads nowhere."""

    permission_classes = (AllowAny,)

    def initial(self, request: Request, *args: object, **options: object) -> None:
        """Say that there is nothing, whatever the method."""
        super().initial(request, *args, **options)
        raise Http404("There is nothing at this address.")


class AccountView(ApiView):
    """Who the token acts for."""

    def get(self, request: Request) -> Response:
        """Return the account and what the token may do."""
        token, account = request.auth, request.user
        return Response(
            {
                "account": account.get_username(),
                "role": token.role,
                "token": token.prefix,
                "expires_on": token.expires_on,
                "permissions": sorted(account.get_all_permissions()),
            }
        )


class RowView(ApiView):
    """One row of the record by its key: public ones for all, others for those whose role may view them."""

    permission_classes = (AllowAny,)
    rows: ClassVar[Manager]
    public: ClassVar[Collection[str]]

    def row(self, request: Request, key: str) -> Model:
        """Return the row; to whoever may not see it, it is as if there were none."""
        rows, kind = self.rows.all(), self.rows.model._meta
        if not request.user.has_perm(f"agreements.view_{kind.model_name}"):
            rows = rows.filter(state__in=self.public)
        found = None if "\0" in key else rows.filter(key=key).first()
        if found is None:
            raise Http404(f"There is no {kind.verbose_name} {key!r}, or it is not public.")
        return found

    @abstractmethod
    def answer(self, row: Model) -> Answer:
        """Return what is said of the row; each kind of row has its own."""


class ReadView(RowView):
    """A row, to be read."""

    def get(self, request: Request, key: str) -> Response:
        """Return the row."""
        return Response(self.answer(self.row(request, key)))


class StepView(RowView):
    """A step of review, taken by the operation of the same name."""

    permission_classes = (IsAuthenticated,)
    takes: ClassVar[Mapping[str, operations.Take]]

    def post(self, request: Request, key: str, step: str) -> Response:
        """Take the step and return the row as it stands then."""
        take = {_dashed(name): take for name, take in self.takes.items()}.get(step)
        if take is None:
            raise Http404(f"There is no step {step!r}: there are {', '.join(map(_dashed, self.takes))}.")
        row = self.row(request, key)
        body = StepBody(data=request.data)
        body.is_valid(raise_exception=True)
        return Response(self.answer(take(row, request.user, timezone.now(), body.validated_data["reason"])))


class EvidenceRowView(RowView):
    """A piece of evidence."""

    rows = Evidence.objects
    public = frozenset({EvidenceState.ACCEPTED, EvidenceState.RETRACTED})

    def answer(self, row: Evidence) -> Answer:
        """Return what is said of it."""
        return evidence_answer(row)


class AssessmentRowView(RowView):
    """An assessment."""

    rows = Assessment.objects
    public = frozenset({AssessmentState.APPROVED, AssessmentState.WITHDRAWN})

    def answer(self, row: Assessment) -> Answer:
        """Return what is said of it."""
        return assessment_answer(row)


class EvidenceView(ReadView, EvidenceRowView):
    """A piece of evidence, to be read."""


class EvidenceStepView(StepView, EvidenceRowView):
    """The steps of evidence."""

    takes = operations.EVIDENCE_TAKES


class AssessmentView(ReadView, AssessmentRowView):
    """An assessment, to be read."""


class AssessmentStepView(StepView, AssessmentRowView):
    """The steps of assessments."""

    takes = operations.ASSESSMENT_TAKES


def _dashed(name: str) -> str:
    """Return the name of a step as addresses have it."""
    return name.replace("_", "-")
