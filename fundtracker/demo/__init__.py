"""The demonstration: five real funds as published, brought to life by amounts that are made up.

What was published stands in ``data/`` with its sources and is marked so on every step; all else
is fictitious, the same at every run, and marked so too. Donors whom nobody named are collectivités
that do not exist. Everything goes through the services, in the order of its days.
"""
