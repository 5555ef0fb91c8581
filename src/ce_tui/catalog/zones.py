"""Time zones by the names that programs write: IANA's, those of Rails and Windows, offsets and abbreviations."""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

# Names that are not the last part of an IANA name. A line: the zone, and what others call it.
_CALLED = """
Etc/GMT+12: International Date Line West; Dateline Standard Time
Pacific/Pago_Pago: American Samoa; Midway Island
Pacific/Honolulu: Hawaii; Hawaiian Standard Time; HST
America/Anchorage: Alaskan Standard Time; AKST; AKDT
America/Juneau: Alaska
America/Los_Angeles: Pacific Time (US & Canada); Pacific Time; Pacific Standard Time; PST; PDT; PT
America/Denver: Mountain Time (US & Canada); Mountain Time; Mountain Standard Time; MST; MDT; MT
America/Phoenix: Arizona; US Mountain Standard Time
America/Mazatlan: Mountain Standard Time (Mexico)
America/Chicago: Central Time (US & Canada); Central Time; Central Standard Time; CST; CDT; CT
America/Regina: Saskatchewan; Canada Central Standard Time
America/Mexico_City: Guadalajara; Central Standard Time (Mexico)
America/Guatemala: Central America; Central America Standard Time
America/New_York: Eastern Time (US & Canada); Eastern Time; Eastern Standard Time; EST; EDT; ET
America/Cancun: Eastern Standard Time (Mexico)
America/Indiana/Indianapolis: Indiana (East); US Eastern Standard Time
America/Bogota: SA Pacific Standard Time; COT
America/Lima: Quito; PET
America/Havana: Cuba Standard Time
America/Halifax: Atlantic Time (Canada); Atlantic Time; Atlantic Standard Time; AST; ADT
America/Caracas: Venezuela Standard Time
America/La_Paz: SA Western Standard Time
America/Cuiaba: Central Brazilian Standard Time
America/Santiago: Pacific SA Standard Time; CLT; CLST
America/Asuncion: Paraguay Standard Time
America/St_Johns: Newfoundland; Newfoundland Standard Time; NST; NDT
America/Sao_Paulo: Brasilia; E. South America Standard Time; BRT
America/Argentina/Buenos_Aires: Buenos Aires; Argentina Standard Time; ART
America/Cayenne: SA Eastern Standard Time
America/Guyana: Georgetown
America/Montevideo: Montevideo Standard Time
America/Bahia: Bahia Standard Time
America/Nuuk: Greenland; Greenland Standard Time
Atlantic/South_Georgia: Mid-Atlantic
Atlantic/Azores: Azores Standard Time
Atlantic/Cape_Verde: Cape Verde Is.; Cape Verde Standard Time
Atlantic/Reykjavik: Greenwich Standard Time
Africa/Casablanca: Morocco Standard Time
Europe/London: Edinburgh; British Summer Time; Greenwich Mean Time; GMT Standard Time; BST; GMT/BST
Europe/Lisbon: WEST
Europe/Dublin: Irish Standard Time
Europe/Berlin: W. Europe Standard Time; CET; CEST; MEZ; MESZ; CET/CEST; MET; MEST
Europe/Berlin: Central European Time; Central European Summer Time
Europe/Paris: Romance Standard Time
Europe/Budapest: Central Europe Standard Time
Europe/Warsaw: Central European Standard Time
Europe/Zurich: Bern
Africa/Algiers: West Central Africa
Africa/Lagos: W. Central Africa Standard Time; WAT
Europe/Bucharest: GTB Standard Time
Europe/Helsinki: EET; EEST; Eastern European Time
Europe/Kyiv: FLE Standard Time; Kiev
Europe/Chisinau: E. Europe Standard Time
Africa/Cairo: Egypt Standard Time
Africa/Johannesburg: Pretoria; South Africa Standard Time; SAST
Africa/Maputo: CAT
Africa/Windhoek: Namibia Standard Time
Africa/Tripoli: Libya Standard Time
Africa/Nairobi: E. Africa Standard Time; EAT
Asia/Amman: Jordan Standard Time
Asia/Beirut: Middle East Standard Time
Asia/Damascus: Syria Standard Time
Asia/Jerusalem: Israel Standard Time; IDT
Europe/Kaliningrad: Kaliningrad Standard Time
Europe/Istanbul: Turkey Standard Time; TRT
Europe/Minsk: Belarus Standard Time
Europe/Moscow: St. Petersburg; Russian Standard Time; MSK
Europe/Samara: Russia Time Zone 3
Asia/Baghdad: Arabic Standard Time
Asia/Riyadh: Arab Standard Time
Asia/Tehran: Iran Standard Time; IRST
Asia/Dubai: Abu Dhabi; Arabian Standard Time; GST
Asia/Baku: Azerbaijan Standard Time
Asia/Tbilisi: Georgian Standard Time
Asia/Yerevan: Caucasus Standard Time
Indian/Mauritius: Mauritius Standard Time
Asia/Kabul: Afghanistan Standard Time
Asia/Tashkent: West Asia Standard Time
Asia/Yekaterinburg: Ekaterinburg; Ekaterinburg Standard Time
Asia/Karachi: Islamabad; Pakistan Standard Time; PKT
Asia/Kolkata: Chennai; Mumbai; New Delhi; India Standard Time; IST
Asia/Colombo: Sri Jayawardenepura; Sri Lanka Standard Time
Asia/Kathmandu: Nepal Standard Time; NPT
Asia/Almaty: Astana; Central Asia Standard Time
Asia/Dhaka: Bangladesh Standard Time
Asia/Novosibirsk: N. Central Asia Standard Time
Asia/Yangon: Myanmar Standard Time
Asia/Bangkok: Hanoi; SE Asia Standard Time; ICT
Asia/Jakarta: WIB
Asia/Krasnoyarsk: North Asia Standard Time
Asia/Shanghai: Beijing; China Standard Time
Asia/Hong_Kong: HKT
Asia/Irkutsk: North Asia East Standard Time
Asia/Singapore: Singapore Standard Time; SGT
Asia/Manila: PHT
Asia/Taipei: Taipei Standard Time
Asia/Ulaanbaatar: Ulaanbaatar Standard Time
Asia/Tokyo: Osaka; Sapporo; Tokyo Standard Time; JST
Asia/Seoul: Korea Standard Time; KST
Asia/Yakutsk: Yakutsk Standard Time
Australia/Perth: W. Australia Standard Time; AWST
Australia/Darwin: AUS Central Standard Time
Australia/Adelaide: Cen. Australia Standard Time; ACST; ACDT
Australia/Brisbane: E. Australia Standard Time
Australia/Sydney: AUS Eastern Standard Time; AEST; AEDT
Australia/Hobart: Tasmania Standard Time
Asia/Vladivostok: Vladivostok Standard Time
Asia/Magadan: Magadan Standard Time
Pacific/Port_Moresby: West Pacific Standard Time
Pacific/Guadalcanal: Solomon Is.; Central Pacific Standard Time
Pacific/Noumea: New Caledonia
Pacific/Majuro: Marshall Is.
Pacific/Fiji: Fiji Standard Time
Asia/Kamchatka: Kamchatka Standard Time
Pacific/Auckland: Wellington; New Zealand Standard Time; NZST; NZDT
Pacific/Tongatapu: Nuku'alofa; Tonga Standard Time
Pacific/Fakaofo: Tokelau Is.
Pacific/Chatham: Chatham Is.
Pacific/Apia: Samoa; Samoa Standard Time
"""
# What an abbreviation means elsewhere, where the dates of a schedule do not fit the first meaning.
_ALSO = {
    "IST": ("Asia/Jerusalem", "Europe/Dublin"),
    "CST": ("Asia/Shanghai", "America/Havana"),
    "BST": ("Asia/Dhaka",),
    "AST": ("Asia/Riyadh",),
    "EST": ("America/Panama",),
    "MST": ("America/Phoenix",),
    "AEST": ("Australia/Brisbane",),
    "ACST": ("Australia/Darwin",),
}
_USUAL = """
Europe/London Europe/Berlin Europe/Helsinki America/New_York America/Chicago America/Denver America/Los_Angeles
America/Halifax America/St_Johns America/Anchorage America/Santiago America/Sao_Paulo Asia/Jerusalem Africa/Cairo
Asia/Tehran Australia/Sydney Australia/Adelaide Pacific/Auckland
"""
# Zones with minutes beside the hours, by the minutes that they are ahead.
_HALVES = {
    -570: "Pacific/Marquesas",
    -210: "America/St_Johns",
    210: "Asia/Tehran",
    270: "Asia/Kabul",
    330: "Asia/Kolkata",
    345: "Asia/Kathmandu",
    390: "Asia/Yangon",
    525: "Australia/Eucla",
    570: "Australia/Darwin",
    630: "Australia/Adelaide",
    765: "Pacific/Chatham",
    825: "Pacific/Chatham",
}
_OFFSET = re.compile(r"(?:UTC|GMT|Z)?\s*([+\N{MINUS SIGN}-])\s*([0-9]{1,2})(?::?([0-9]{2}))?", re.I)
_ABBREVIATION = re.compile(r"[A-Z]{2,5}(?:/[A-Z]{3,5})?", re.ASCII)


def zone_named(name: str, moments: Sequence[datetime] = ()) -> tuple[ZoneInfo | None, bool]:
    """The zone that a program calls so, and whether that was a guess; of several, the one that fits the moments."""
    if _ABBREVIATION.fullmatch(name) and (found := _called().get(name.casefold())):
        meant = [ZoneInfo(key) for key in (found, *_ALSO.get(name, ()))]
        return next((zone for zone in meant if fits(zone, moments)), meant[0]), True
    try:
        return ZoneInfo(name), False
    except (ValueError, OSError, KeyError):
        pass
    bare = re.sub(r"^\((?:GMT|UTC)[^)]*\)\s*", "", name, flags=re.I)  # (GMT+01:00) Amsterdam, Berlin
    for part in (bare, *bare.split(",")):
        if found := _called().get(part.strip().replace("_", " ").casefold()):
            return ZoneInfo(found), False
    if match := _OFFSET.match(name.lstrip("(")):
        minutes = int(match[2]) * 60 + int(match[3] or 0)
        return fixed(timedelta(minutes=minutes if match[1] == "+" else -minutes)), False
    return None, False


def zone_of_dates(moments: Sequence[datetime]) -> ZoneInfo:
    """A zone in which those moments have the offsets that they are written with."""
    offsets = {moment.utcoffset() for moment in moments}
    if len(offsets) > 1:
        for key in _USUAL.split():
            if fits(zone := ZoneInfo(key), moments):
                return zone
    return fixed(next((moment.utcoffset() for moment in moments), None) or timedelta())


def fixed(offset: timedelta) -> ZoneInfo:
    """A zone that is always so far ahead of UTC, where there is one; else one that often is."""
    minutes = round(offset / timedelta(minutes=1))
    hours, rest = divmod(minutes, 60)
    if minutes and not rest and -12 <= hours <= 14:
        return ZoneInfo(f"Etc/GMT{-hours:+d}")  # their signs are reversed: Etc/GMT-1 is one hour *ahead*
    return ZoneInfo(_HALVES.get(minutes, "UTC"))


def fits(zone: ZoneInfo, moments: Iterable[datetime]) -> bool:
    """Whether all those moments are written with the offset that the zone has then."""
    return all(moment.astimezone(zone).utcoffset() == moment.utcoffset() for moment in moments)


@cache
def _called() -> dict[str, str]:
    """Zones by what they are called: the last part of their own name (`Berlin`), or a name of others."""
    found: dict[str, str] = {}
    for key in sorted(available_timezones(), key=lambda key: (key.count("/"), key)):
        if "/" in key and not key.startswith(("Etc/", "posix/", "right/", "SystemV/", "US/", "Canada/")):
            found[key.replace("_", " ").casefold()] = key
            found.setdefault(key.rpartition("/")[2].replace("_", " ").casefold(), key)
    for line in _CALLED.strip().splitlines():
        key, _, names = line.partition(": ")
        found.update((name.strip().casefold(), key) for name in names.split(";"))
    return found
