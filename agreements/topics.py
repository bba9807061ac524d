"""What clauses are about: a closed list named after the categories that the PA-X peace agreements database codes."""

from agreements.choices import DefinedChoices


class Topic(DefinedChoices):
    """What a clause is about, in the categories that the PA-X peace agreements database codes."""

    CEASEFIRE = "ceasefire", "Ending or pausing hostilities, and positions held.", "Ceasefire"
    SECURITY_GUARANTEES = (
        "security_guarantees",
        "Guarantees of security for people, places or traffic.",
        "Security guarantees",
    )
    FOREIGN_FORCES = "foreign_forces", "Departure of the armed forces of another state.", "Withdrawal of foreign forces"
    ARMED_FORCES = "armed_forces", "Size, structure and command of armed forces.", "Armed forces"
    DDR = "ddr", "Disarmament, demobilisation and reintegration.", "Disarmament, demobilisation, reintegration"
    POLICE = "police", "Police and public order.", "Police"
    PEACEKEEPING = (
        "peacekeeping",
        "An international mission or force: deployment, strength, term.",
        "Peacekeeping (international mission or force)",
    )
    ENFORCEMENT = (
        "enforcement",
        "Bodies and procedures that monitor or enforce the agreement.",
        "Monitoring and enforcement mechanism",
    )
    BORDERS = "borders", "Borders, and hand-over of territory.", "Borders and territory"
    CROSS_BORDER = "cross_border", "Provisions that reach across a border.", "Cross-border provisions"
    REFUGEES = "refugees", "Refugees and displaced persons.", "Refugees and displaced persons"
    PRISONER_RELEASE = (
        "prisoner_release",
        "Release or exchange of prisoners and other detained persons.",
        "Prisoner release",
    )
    MISSING_PERSONS = "missing_persons", "Missing persons and the remains of the dead.", "Missing and dead persons"
    MOBILITY = "mobility", "Freedom of movement and access.", "Mobility and access"
    INFRASTRUCTURE = (
        "infrastructure",
        "Transport, energy and other infrastructure; reconstruction.",
        "Infrastructure and reconstruction",
    )
    HUMANITARIAN = "humanitarian", "Humanitarian assistance.", "Humanitarian assistance"
    ECONOMY = "economy", "Trade, business and economic plans.", "Business and economy"
    NATURAL_RESOURCES = "natural_resources", "Land, water and other natural resources.", "Natural resources"
    POLITICAL_INSTITUTIONS = (
        "political_institutions",
        "Political institutions, elections and power sharing.",
        "Political institutions",
    )
    HUMAN_RIGHTS = "human_rights", "Rights and their protection.", "Human rights"
    JUSTICE = "justice", "Courts, amnesty and transitional justice.", "Justice"
    CULTURAL_HERITAGE = "cultural_heritage", "Monuments, sites and traditions.", "Cultural heritage"
    STATUS = "status", "Status and definition of a territory or state.", "Status"
    OTHER = "other", "None of the other categories.", "Other"

    @property
    def pax_code(self) -> str:
        """Return the variable of the PA-X codebook that the topic is named after, empty for "other"."""
        return PAX_CODES[self]


PAX_CODES = {
    Topic.CEASEFIRE: "Ce",
    Topic.SECURITY_GUARANTEES: "SsrGua",
    Topic.FOREIGN_FORCES: "SsrFf",
    Topic.ARMED_FORCES: "SsrArm",
    Topic.DDR: "SsrDdr",
    Topic.POLICE: "SsrPol",
    Topic.PEACEKEEPING: "ImPK",
    Topic.ENFORCEMENT: "ImE",
    Topic.BORDERS: "StBor",
    Topic.CROSS_BORDER: "StXbor",
    Topic.REFUGEES: "GRef",
    Topic.PRISONER_RELEASE: "TjPrire",
    Topic.MISSING_PERSONS: "TjMis",
    Topic.MOBILITY: "HrMob",
    Topic.INFRASTRUCTURE: "DevInfra",
    Topic.HUMANITARIAN: "DevHum",
    Topic.ECONOMY: "Bus",
    Topic.NATURAL_RESOURCES: "NatRes",
    Topic.POLITICAL_INSTITUTIONS: "Pol",
    Topic.HUMAN_RIGHTS: "HrGen",
    Topic.JUSTICE: "TjGen",
    Topic.CULTURAL_HERITAGE: "LaCH",
    Topic.STATUS: "StDef",
    Topic.OTHER: "",
}
