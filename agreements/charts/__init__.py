"""Charts: Vega-Lite specifications as files, filled with the values of reports and drawn on the server."""

from agreements.charts.addresses import Addresses
from agreements.charts.chart import Chart, Table
from agreements.charts.deadlines import deadline_chart
from agreements.charts.indicators import indicator_chart, single_values
from agreements.charts.kept import keep, kept, name_of
from agreements.charts.palette import THEMES
from agreements.charts.pictures import FORMATS, Figure, Frame, drawn, figure
from agreements.charts.timeline import timeline_chart

__all__ = [
    "FORMATS",
    "THEMES",
    "Addresses",
    "Chart",
    "Figure",
    "Frame",
    "Table",
    "deadline_chart",
    "drawn",
    "figure",
    "indicator_chart",
    "keep",
    "kept",
    "name_of",
    "single_values",
    "timeline_chart",
]
