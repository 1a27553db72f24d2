"""The columns of the portal's tables that a list of thirty rows shows."""

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models


class Person(AbstractBaseUser):
    username = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=60)
    phone = models.CharField(max_length=11)
    is_active = models.BooleanField()

    USERNAME_FIELD = "username"

    class Meta:
        managed = False
        db_table = "members_person"


class Organisation(models.Model):
    name = models.CharField(max_length=120)

    class Meta:
        managed = False
        db_table = "members_organisation"


class Society(models.Model):
    organisation = models.OneToOneField(Organisation, models.CASCADE, primary_key=True)
    code = models.CharField(max_length=8)
    field = models.CharField(max_length=12)
    legal_representative = models.CharField(max_length=40)
    founded_on = models.DateField()

    class Meta:
        managed = False
        db_table = "societies_society"


class Membership(models.Model):
    organisation = models.ForeignKey(Organisation, models.CASCADE)
    person = models.ForeignKey(Person, models.CASCADE)
    number = models.CharField(max_length=24)
    former_number = models.CharField(max_length=40)
    admitted_at = models.DateTimeField()

    class Meta:
        managed = False
        db_table = "members_membership"


class Event(models.Model):
    public_id = models.CharField(max_length=16, unique=True)
    capacity = models.PositiveIntegerField()
    taken = models.PositiveIntegerField()
    last_place = models.PositiveIntegerField()

    class Meta:
        managed = False
        db_table = "events_event"


class Registration(models.Model):
    public_id = models.CharField(max_length=16, unique=True)
    event = models.ForeignKey(Event, models.CASCADE)
    person = models.ForeignKey(Person, models.CASCADE)
    state = models.CharField(max_length=10)
    place = models.PositiveIntegerField()
    asked_at = models.DateTimeField()

    class Meta:
        managed = False
        db_table = "events_registration"
