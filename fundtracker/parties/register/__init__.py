"""The register of French collectivités: communes, EPCI, départements, régions.

Reference data shipped with the package and loaded into the database, where it is searched. It is
a list to choose from: a collectivité that gives is copied from it, and no foreign key names it,
so that the register of another year can replace this one.
"""
