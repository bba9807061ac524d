"""The Django project around the tracker."""
