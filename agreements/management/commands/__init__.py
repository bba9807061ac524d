"""Commands of the tracker."""
