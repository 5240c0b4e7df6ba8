"""A small table as it can be brought in: what a practice's own may look like."""

EXAMPLE = """\
patient,name,year of birth,skin type,procedure,method,areas,day,\
redness,bruising,bleeding,scabbing,numbness,flaking,itching
X-17,Ada Example,1980,II,2024-03-05,Derma roller,face;neck,0,3,1,1,0,1,0,0
X-17,,,,2024-03-05,Derma roller,,1,2,1,0,0,0,0,0
X-17,,,,2024-03-05,Derma roller,,3,mild,none,none,none,none,mild,mild
X-18,Ben Example,1975,IV,2024-04-10,Laser,hands,0,2,0,0,0,0,0,0
X-18,,,,2024-04-10,Laser,,2,1,,0,1,0,0,1
"""
"""In the headings of the mapping `diary`."""
