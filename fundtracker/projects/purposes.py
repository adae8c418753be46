"""Purpose codes of the OECD's Development Assistance Committee (CRS) that CUF's projects use."""

from __future__ import annotations

from fundtracker.i18n import N_, gettext

# By kind of action, as staff look for them; the French names are those of the DAC's own list.
PURPOSES = {
    "72010": N_("Material relief assistance and services"),
    "72011": N_("Basic health care services in emergencies"),
    "72012": N_("Education in emergencies"),
    "72040": N_("Emergency food assistance"),
    "72050": N_("Relief co-ordination and support services"),
    "73010": N_("Immediate post-emergency reconstruction and rehabilitation"),
    "43060": N_("Disaster Risk Reduction"),
    "74020": N_("Multi-hazard response preparedness"),
    "15110": N_("Public sector policy and administrative management"),
    "15112": N_("Decentralisation and support to subnational government"),
    "15150": N_("Democratic participation and civil society"),
    "15185": N_("Local government administration"),
    "14021": N_("Water supply – large systems"),
    "14030": N_("Basic drinking water supply and basic sanitation"),
    "14031": N_("Basic drinking water supply"),
    "14032": N_("Basic sanitation"),
    "14081": N_("Education and training in water supply and sanitation"),
    "16040": N_("Low-cost housing"),
    "11120": N_("Education facilities and training"),
    "11220": N_("Primary education"),
    "11330": N_("Vocational training"),
    "12220": N_("Basic health care"),
    "12264": N_("COVID-19 control"),
    "16010": N_("Social protection"),
    "16061": N_("Culture and recreation"),
    "31140": N_("Agricultural water resources"),
    "32130": N_("Small and medium-sized enterprises (SME) development"),
    "43030": N_("Urban development and management"),
    "43032": N_("Urban development"),
    "43040": N_("Rural development"),
    "91010": N_("Administrative costs (non-sector allocable)"),
    "99810": N_("Sectors not specified"),
}


def purpose_label(code: str) -> str:
    """Return a code with its name, in the language of the moment; unknown ones as they are."""
    name = PURPOSES.get(code)
    return f"{code} {gettext(name)}" if name else code
