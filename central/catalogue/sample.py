"""Fills the register of insured months with the synthetic people of ``register.yaml``.

Owns the bridge from file to storage, repeatable at every start. Must not invent months to come.
"""

from datetime import date

from central.calendar import months_back, months_between
from central.catalogue.offer import SamplePerson
from central.storage import register
from central.storage.engine import Sql


def fill_register(sql: Sql, secret: bytes, people: tuple[SamplePerson, ...], today: date) -> None:
    """Every month of every person up to the last full one."""
    last = months_back(today, 1)
    for person in people:
        months = [
            register.InsuredMonth(month, kind, person.employer, person.base_yuan, "已缴")
            for month in months_between(person.since, last)
            for kind in person.kinds
        ]
        register.put_months(sql, register.person_key(secret, person.number), months)
