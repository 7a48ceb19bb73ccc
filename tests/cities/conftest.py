"""A city folder that is right, for tests that make it wrong."""

from pathlib import Path

import pytest

CITY = """
name: Maputo
time_zone: Africa/Maputo
country: MZ
languages: [en, es]
language_prior: {en: 0.9, es: 0.1}
senders: ["+258605550100", "whatsapp:+258605550100"]
center: [-25.9692, 32.5732]
radius_km: 20
"""
AREAS = """name,label,aliases,kind,lat,lon
maputo,Maputo,lourenco marques,city,-25.9692,32.5732
costa_do_sol,Costa do Sol,,place,,
"""
CATEGORIES = """name,label::Español (es),label::English (en),dimension,iccs,sensitive,protected,helplines,covers
robbery,Robo,Robbery,personal economic,0401,no,no,police,
other,Otro,Something else,,,no,no,,fire
"""
HELPLINES = """
- name: police
  number: "119"
  emergency: true
  label: {en: Police, es: Policía}
  verified_on: 2026-03-01
  source: an invented source
"""


@pytest.fixture
def maputo(tmp_path: Path) -> Path:
    folder = tmp_path / "maputo"
    folder.mkdir()
    for name, text in (
        ("city.yml", CITY),
        ("areas.csv", AREAS),
        ("categories.csv", CATEGORIES),
        ("helplines.yml", HELPLINES),
    ):
        (folder / name).write_text(text, "utf-8")
    return folder
