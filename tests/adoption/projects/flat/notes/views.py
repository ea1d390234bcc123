import threading

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.cache import cache
from django.db import connection
from django.http import HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt

from notes.models import Note

SEEN = threading.local()


def home(request):
    cache.set("asked", True)
    context = {
        "motd": settings.MOTD,
        "greeting": settings.GREETING,
        "host": settings.HOST,
        "cached": cache.get("asked"),
    }
    return render(request, "home.html", context)


@csrf_exempt
def notes(request):
    if request.method == "POST":
        note = Note.objects.create(text=request.POST["text"])
        if "fail" in request.POST:
            raise RuntimeError("ATOMIC_REQUESTS takes the note back.")
        return JsonResponse(
            {"id": note.pk, "url": request.build_absolute_uri(reverse("note", args=[note.pk]))}, status=201
        )
    return JsonResponse({"notes": list(Note.objects.values("id", "text")), "next": reverse("notes")})


def note(request, pk):
    found = get_object_or_404(Note, pk=pk)
    return JsonResponse({"text": found.text, "url": request.get_full_path(), "atomic": connection.in_atomic_block})


def boom(request):
    raise ValueError("boom")


@login_required
def whoami(request):
    return JsonResponse({"user": str(request.user)})


def about(request):
    with open("motd.txt") as motd:
        return HttpResponse(f"{get_language()} {reverse('about')} {motd.read()}")


def connection_state(request):
    """Say whether this thread has had its connection before."""
    Note.objects.exists()
    known, SEEN.connection = getattr(SEEN, "connection", None), connection.connection
    return JsonResponse({"kept": known is connection.connection, "first": known is None})


async def later(request):
    return JsonResponse({"notes": [note.text async for note in Note.objects.all()]})


def stream(request):
    return StreamingHttpResponse(f"{note.text}\n" for note in Note.objects.iterator())
