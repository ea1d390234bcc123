from audit.models import Entry
from django.http import JsonResponse
from rest_framework import serializers, viewsets

from shelf.models import Book


class BookSerializer(serializers.ModelSerializer):
    class Meta:
        model = Book
        fields = ["id", "title", "pages", "price", "added"]


class BookViewSet(viewsets.ModelViewSet):
    queryset = Book.objects.all()
    serializer_class = BookSerializer

    def perform_create(self, serializer):
        book = serializer.save()
        Entry.objects.create(text=f"{self.request.user} added {book.title}")


def entries(request):
    return JsonResponse({"entries": list(Entry.objects.values_list("text", flat=True))})
