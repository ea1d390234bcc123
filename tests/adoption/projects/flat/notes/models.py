from django.contrib.auth.models import AbstractUser
from django.db import models


class Person(AbstractUser):
    nickname = models.CharField(max_length=50, blank=True)


class Note(models.Model):
    text = models.CharField(max_length=200)
    is_public = models.BooleanField(default=True)

    class Meta:
        ordering = ["pk"]
