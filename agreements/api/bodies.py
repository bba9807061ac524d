"""What programs send."""

from rest_framework import serializers


class StepBody(serializers.Serializer):
    """What taking a step needs: a reason, where the step asks for one."""

    reason = serializers.CharField(required=False, allow_blank=True, default="")

    def to_internal_value(self, data: object) -> dict[str, str]:
        """Return the body; refuse a name that means nothing here, which is a slip more often than not."""
        unknown = [name for name in data if name not in self.fields] if isinstance(data, dict) else []
        if unknown:
            told = [f"There is no field {name!r}." for name in unknown[:10]]
            raise serializers.ValidationError({"non_field_errors": told})
        return super().to_internal_value(data)
