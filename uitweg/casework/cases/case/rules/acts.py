"""Acts on a case that more than one room records or looks up in the audit log."""

from uitweg.platform.audit.rules import Act

DESTROY_CASE = Act("case:destroy", "Casus vernietigd")
READ_CASE = Act("case:read", "Casus gelezen")
READ_CARD = Act("case:read-card", "Veiligheidskaart gelezen")
WRITE_IN_CASE = Act("case:write", "In casus geschreven")
OPEN_CASE_FILE = Act("case:file", "Bestand in casus geopend")
USE_EMERGENCY_ACCESS = Act("case:emergency", "Noodtoegang tot een casus")
USE_EMERGENCY_ACCESS_TO_REPORT = Act(
    "report:emergency", "Noodtoegang tot de melding van een strikte casus"
)
