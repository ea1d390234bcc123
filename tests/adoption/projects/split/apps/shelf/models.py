from django.db import models


class Book(models.Model):
    title = models.CharField(max_length=200)
    pages = models.PositiveIntegerField()
    price = models.DecimalField(max_digits=6, decimal_places=2)
    added = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
