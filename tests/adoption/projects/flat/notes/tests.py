from django.test import TestCase

from notes.models import Note


class NoteTest(TestCase):
    def test_notes(self):
        self.assertEqual(Note.objects.count(), 2)
        self.assertContains(self.client.get("/about/"), "Water the plants")
